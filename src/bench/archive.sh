#!/usr/bin/env bash
# Usage: archive.sh WEED [TRACES] [KILLS]
#
# Archives the traces of past hours in a real SeaweedFS, and kills the collector again and again while it does so. WEED is the
# program of SeaweedFS. Then brings all traces back, and compares them with what was there before. The last line has the number of
# files that stayed in the folder for each thousand archived traces, and how many traces were lost or archived twice.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

weed=$1 traces=${2:-100000} kills=${3:-50} functions=5
port=${PORT:-14142} s3=${S3_PORT:-18343}
collector=''
at_end() { [ -z "$collector" ] || kill "$collector" 2>/dev/null || :; stop_running; }
export AWS_ACCESS_KEY_ID=key AWS_SECRET_ACCESS_KEY=secret

mkdir "$work/store"
cat >"$work/s3.json" <<'END'
{"identities": [{"name": "bench", "credentials": [{"accessKey": "key", "secretKey": "secret"}], "actions": ["Admin"]}]}
END
"$weed" server -ip=127.0.0.1 -ip.bind=127.0.0.1 -dir="$work/store" -s3 -s3.port.iceberg=0 -s3.port.lance=0 -s3.port="$s3" -s3.config="$work/s3.json" \
  -master.port=$((s3 + 1)) -volume.port=$((s3 + 2)) -filer.port=$((s3 + 3)) -master.volumeSizeLimitMB=256 >"$work/store.log" 2>&1 &
running+=($!)
until curl -s -o /dev/null --max-time 5 -X PUT --user key:secret --aws-sigv4 aws:amz:us-east-1:s3 "http://127.0.0.1:$s3/traces" -f; do
  kill -0 "${running[0]}" || { tail -n 3 "$work/store.log" >&2; exit 2; }
  sleep 1
done

start() { # TIME
  "$faas_trace" collect --port "$port" --dir "$work/stacks" --archive s3://traces/bench --archive-endpoint "http://127.0.0.1:$s3" \
    --archive-after "$1" >"$work/log" 2>&1 &
  collector=$!
}
stacks() { find "$work/stacks" -type f | wc -l; }
api() { curl -s -f --max-time 300 "http://127.0.0.1:$port$1" "${@:2}"; }
until_up() { until api /healthz >/dev/null; do sleep 0.2; done; }

echo "Making $traces traces …"
python3 "$(dirname "${BASH_SOURCE[0]}")/archive.py" make "$work/stacks" "$traces" "$functions" >"$work/list"
begin=$(date +%s%N)
for ((i = 1; i <= kills; i++)); do
  start 1s
  until_up
  sleep $((2 + RANDOM % 8)).$((RANDOM % 10)) # it begins to archive after a second
  kill -9 "$collector"
  wait "$collector" 2>/dev/null || true
  [ $((i % 10)) != 0 ] || echo "killed $i times, $(find "$work/stacks" -name "*.perf.gz" | wc -l) traces left"
done
start 1s
until_up
while [ "$(find "$work/stacks" -name '*.perf.gz' | wc -l)" != 0 ]; do sleep 1; done
seconds=$((($(date +%s%N) - begin) / 1000000000))
sleep 2
left=$(stacks)
kill "$collector"
wait "$collector" || :

start 1h
until_up
hours=$(api /v1/archive | python3 -c 'import json, sys
for hour in json.load(sys.stdin)["hours"]: print(hour["folder"], hour["hour"], hour["traces"])')
while read -r folder hour _; do
  api "/v1/archive/$folder/$hour" -X POST >/dev/null
done <<<"$hours"
lost=$(python3 "$(dirname "${BASH_SOURCE[0]}")/archive.py" compare "$work/stacks" "$work/list")
archived=$(awk '{ sum += $3 } END { print sum }' <<<"$hours")
echo "archive_seconds=$seconds kills=$kills files_per_1000=$(awk "BEGIN { print 1000 * $left / $traces }") lost=$lost twice=$((archived - traces))"
