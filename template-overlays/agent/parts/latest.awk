# Prints the lines of a name map. If the addresses of lines overlap, prints only the latest of these lines.
function line(text) { sub(/^[0-9]+ [0-9]+ [0-9]+ /, "", text); return text }
{
    # Compared as strings of the same length, because busybox takes a number that begins with 0 as octal.
    start = $1 ""; end = $2 ""; at = $3 ""; dead = 0
    for (i = 1; i <= shadows; i++) {
        while (i <= shadows && shadow_end[i] <= start) { shadow_end[i] = shadow_end[shadows]; shadow[i] = shadow[shadows--] }
        if (i <= shadows && shadow[i] > at) dead = 1
    }
    if (last != "" && last_end <= start) { print line(last); last = "" }
    if (last != "" && last_at > at) dead = 1
    else if (last != "") { shadow_end[++shadows] = last_end; shadow[shadows] = last_at; last = "" }
    if (dead) { shadow_end[++shadows] = end; shadow[shadows] = at }
    else { last = $0; last_end = end; last_at = at }
}
END { if (last != "") print line(last) }
