# Chooses the files that are read in whole, and those of which only both ends are read.
{
    size = $2
    sub(/^[0-9]+ [0-9]+ /, "")
    if (files < 3000 && bytes + size <= 33554432) {
        files++
        bytes += size
        print > whole
    }
    else if (size > 1048576 && ends++ < 8) print > parts
}
