# shellcheck shell=bash
# The other scripts in this folder source this file.

# Reads a unified diff. For each file in the diff, prints one line with these fields, separated by tabs: the path, the number of
# the first changed line, the number of added lines, the number of removed lines, and `new` if the file did not exist before. The
# header of a hunk tells how many lines the hunk has. The end of a hunk is found only with these numbers, because the text of a
# line may look like another header.
changes() {
  LC_ALL=C awk '
    function flush() { if (file != "") printf "%s\t%d\t%d\t%d\t%s\n", file, line ? line : 1, added, removed, kind; file = "" }
    old > 0 || new > 0 {
      sign = substr($0, 1, 1)
      if (sign == "\\") next
      if (sign == "+" || sign == "-") { if (!line) line = at }
      if (sign == "+") added++
      if (sign == "-") removed++; else { new--; at++ }
      if (sign != "+") old--
      next
    }
    /^diff --git / { flush(); line = added = removed = 0; kind = ""; next }
    /^new file mode / { kind = "new"; next }
    /^--- a\// { file = substr($0, 7); next }
    /^\+\+\+ b\// { file = substr($0, 7); next }
    /^@@ -[0-9]+(,[0-9]+)? \+[0-9]+(,[0-9]+)? @@/ {
      split(substr($2, 2), from, ","); split(substr($3, 2), to, ",")
      old = from[2] == "" ? 1 : from[2]; new = to[2] == "" ? 1 : to[2]; at = to[1]
    }
    END { flush() }'
}
