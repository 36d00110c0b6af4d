# Puts a number before each size and name: the files with the smallest numbers are read first.
{
    path = $0
    sub(/^[0-9]+ /, "", path)
    rank = gsub("/", "/", path) + ($1 > 1048576 ? 100 : 0)
    if (path ~ /\/(node_modules|site-packages|vendor)\//) rank += 200
    print rank, $0
}
