# shellcheck shell=sh
# Computes pi with Machin's formula. It uses long division as taught at school, so that the function needs enough CPU time
# for a flame graph.

most_digits=20000

handle() {
  asked=$(cat)
  [ -n "$asked" ] || asked=$(digits_in_query)
  case ${asked:=1000} in
    *[!0-9]* | ??????*) refuse ;;
  esac
  if [ "$asked" -lt 1 ] || [ "$asked" -gt "$most_digits" ]; then refuse; fi
  through_file
}

refuse() {
  echo "digits must be a number from 1 to $most_digits"
  exit 1
}

digits_in_query() {
  case "&${Http_Query:-}" in
    *"&digits="*) query=${Http_Query#*digits=}; echo "${query%%&*}" ;;
  esac
}

# Writes the digits to a file and reads them back, so that a trace also shows input and output.
through_file() {
  file=$(mktemp)
  trap 'rm -f "$file"' EXIT
  compute_pi "$asked" >"$file"
  cat "$file"
}

# Prints 3.14… with $1 digits after the point. The last digit is not rounded. Each element of an array holds six digits.
compute_pi() {
  awk -v digits="$1" '
    function divide(from, to, by,    i, rest) {
      for (i = 0; i < limbs; i++) {
        rest = rest * base + from[i]
        to[i] = int(rest / by)
        rest -= to[i] * by
      }
    }
    # Computes to += sign * from.
    function add(to, from, sign,    i, carry, sum) {
      for (i = limbs - 1; i >= 0; i--) {
        sum = to[i] + sign * from[i] + carry
        carry = 0
        if (sum >= base) { sum -= base; carry = 1 }
        if (sum < 0) { sum += base; carry = -1 }
        to[i] = sum
      }
    }
    function is_zero(number,    i) {
      for (i = 0; i < limbs; i++) if (number[i]) return 0
      return 1
    }
    # Computes total = factor * arctan(1/x).
    function arctan(factor, x, total,    i, k, power, term) {
      for (i = 0; i < limbs; i++) power[i] = 0
      power[0] = factor
      divide(power, power, x)
      for (i = 0; i < limbs; i++) total[i] = power[i]
      for (k = 3; !is_zero(power); k += 2) {
        divide(power, power, x * x)
        divide(power, term, k)
        add(total, term, k % 4 == 3 ? -1 : 1)
      }
    }
    BEGIN {
      base = 1000000
      limbs = int(digits / 6) + 4
      arctan(16, 5, pi)
      arctan(4, 239, part)
      add(pi, part, -1)
      for (i = 1; i < limbs; i++) fraction = fraction sprintf("%06d", pi[i])
      print pi[0] "." substr(fraction, 1, digits)
    }'
}
