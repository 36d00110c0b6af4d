# Prints the names of the files that are read in whole, or with ends=1 of those of which only both ends are read.
{
    size = $2
    sub(/^[0-9]+ [0-9]+ /, "")
    if (files < 3000 && bytes + size <= 33554432) {
        files++
        bytes += size
        if (ends == "") print
    }
    else if (size > 1048576 && parts++ < 8 && ends != "") print
}
