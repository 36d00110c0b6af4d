# The ids in a header traceparent: 2-32-16-2 hexadecimal digits. Ids that consist of zeros, and the version ff, are invalid.
function context(parent,    part) {
    if (split(parent, part, "-") != 4 || parent !~ /^[0-9a-f-]+$/ || part[1] == "ff") return ""
    if (length(part[1]) != 2 || length(part[2]) != 32 || length(part[3]) != 16) return ""
    return part[2] ~ /[1-9a-f]/ && part[3] ~ /[1-9a-f]/ ? " trace=" part[2] " span=" part[3] : ""
}
