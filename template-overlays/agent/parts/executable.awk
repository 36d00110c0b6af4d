# Prints the lines of a name map that are still valid, which means that their code is still in executable memory.
function digits(hex,    i, n) {
    if (hex in known) return known[hex]
    for (i = 1; i <= length(hex); i++) n = n * 16 + index("123456789abcdef", substr(hex, i, 1))
    return known[hex] = n + 0
}
function number(hex,    most) { # many addresses share their first digits
    most = length(hex) - 4
    return most > 0 ? digits(substr(hex, 1, most)) * 65536 + digits(substr(hex, most + 1)) : digits(hex)
}
FNR == NR { if ($2 ~ /x/) { split($1, range, "-"); from[++n] = number(range[1]); to[n] = number(range[2]) } next }
{
    start = number($1); low = 1; high = n
    while (low < high) { middle = int((low + high + 1) / 2); if (from[middle] <= start) low = middle; else high = middle - 1 }
    if (n && from[low] <= start && start < to[low]) printf "%020.0f %020.0f %010d %s\n", start, start + number($2), FNR, $0
}
