# What hooked.awk and forked.awk have in common: waits. They become blocks in comments, because other programs would count them as
# samples:
#
#   #wait python3 17/19 [001] 12.345678901:   50123456 waiting:
#   #	7f259b056240 clock_nanosleep+0x10 (/lib/libc.so.6)
#
# The first line contains the time at which the thread left its processor, and how many nanoseconds it was away. The word is
# `ready` if the thread could have continued to run.

# Begins a wait. The lines of its stack follow.
function begin_wait(thread, t, line) {
    left[thread] = t
    lines[thread] = line
    gathering = thread
}
function gather(line) { stack[gathering] = stack[gathering] "\n#" line }
function forget_wait(thread) {
    delete left[thread]; delete cause[thread]; delete stack[thread]; delete lines[thread]
}
# Returns the block of a wait that has ended; empty if none has ended.
function end_wait(thread, t, direction, preempted,    block) {
    if (!(thread in left)) return ""
    if (direction == "OUT") { cause[thread] = preempted == "preempt" ? "ready" : "waiting"; return "" }
    if (cause[thread] != "")
        block = "\n#wait " lines[thread] sprintf("%.0f", (t - left[thread]) * 1000000000) " " cause[thread] ": " stack[thread]
    forget_wait(thread)
    return block
}
