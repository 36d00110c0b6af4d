#!/bin/sh
# Runs the example functions on this machine, without images and watchdogs, and checks that all of them return the same
# response to the same request. Needs python3, go, node and curl. The ports 5000, 8082 and 3000 must be free.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
started=
trap 'for pid in $started; do kill "$pid" 2>/dev/null || :; done; wait; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

fail() {
  echo "examples: $*" >&2
  exit 1
}

# Copies template $2 and function $1 into one folder, with the layout that faas-cli uses.
assemble() {
  mkdir "$work/$1"
  cp -R "$here/templates/template/$2/." "$work/$1"
  cp -R "$here/functions/$1/." "$work/$1/function"
}

# Starts a server in the folder of function $1. The other arguments are its command.
start() {
  cd "$work/$1"
  shift
  "$@" &
  started="$started $!"
  cd "$here"
}

wait_for() {
  tries=0
  until curl -fs -o "$work/ready" "http://127.0.0.1:$1/?digits=1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "nothing responds on port $1"
    sleep 0.1
  done
}

# Sends the number of digits $3 to the function $1 on port $2 in the three possible ways: as a query, as a body, and as a body of
# unknown length. Each response must be $4.
same() {
  for answer in "$(curl -fs "http://127.0.0.1:$2/?digits=$3")" "$(curl -fs -d "$3" "http://127.0.0.1:$2/")" \
    "$(curl -fs -H 'Transfer-Encoding: chunked' -d "$3" "http://127.0.0.1:$2/")"; do
    [ "$answer" = "$4" ] || fail "$1 returns $answer for $3 digits, but pi-shell returns $4"
  done
}

# Checks that the function $1 on port $2 rejects invalid numbers of digits.
refuses() {
  for nonsense in 0 -1 x 20001 123456789; do
    code=$(curl -s -o "$work/refused" -w '%{http_code}' -d "$nonsense" "http://127.0.0.1:$2/")
    [ "$code" = 400 ] || fail "$1 returns status $code instead of 400 for $nonsense digits"
  done
}

assemble pi-python python-http
assemble pi-go go-http
assemble pi-node node-http
assemble pi-shell shell-classic

(cd "$work/pi-go" && test -z "$(gofmt -l .)" && go vet ./... && go test ./... && go build -o handler .) >&2
(cd "$work/pi-python" && python3 -m unittest discover --start-directory function --pattern '*_test.py') >&2

start pi-python python3 index.py
start pi-go ./handler
start pi-node node index.js
for port in 5000 8082 3000; do wait_for "$port"; done

for digits in 1 6 7 100 1000 2500; do
  expected=$(cd "$work/pi-shell" && echo "$digits" | sh index.sh)
  [ "${#expected}" = "$((digits + 2))" ] || fail "pi-shell returns ${#expected} characters for $digits digits"
  [ "$(cd "$work/pi-shell" && Http_Query="a=b&digits=$digits" sh index.sh </dev/null)" = "$expected" ] || fail "pi-shell returns different digits for a query and for a body"
  same pi-python 5000 "$digits" "$expected"
  same pi-go 8082 "$digits" "$expected"
  same pi-node 3000 "$digits" "$expected"
done
refuses pi-python 5000
refuses pi-go 8082
refuses pi-node 3000
for nonsense in 0 -1 x 20001 123456789; do
  ! (cd "$work/pi-shell" && echo "$nonsense" | sh index.sh >"$work/refused") || fail "pi-shell accepts $nonsense digits"
done

for pid in $started; do
  kill "$pid"
  wait "$pid" || fail "a server exits with $? after SIGTERM"
done
started=
echo 'examples: pi-python, pi-go, pi-node and pi-shell agree'
