# Prints the names of the files to read in whole. With ends=1, prints those of which only the beginning and the end are read.
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
