"""Compares what a series of requests did with what its traces show: judge.py RATE LOG FOLDED HEADS

LOG comes from calls.py, FOLDED comes from fold --by-invocation, and HEADS has the invocation lines of the traces. Each sample
itself shows to which request it really belongs, whatever start and end the traces give for the invocation. Either the thread is
named call-017 while it serves the request, or a function burn_017 does the work. Prints key=value pairs.
"""
import re
import sys
from collections import Counter

rate = float(sys.argv[1])
spent, user = {}, {}
for line in open(sys.argv[2]):
    call, *numbers = line.split()
    spent[call] = float(numbers[0])
    user[call] = float(numbers[1]) if len(numbers) > 1 else 0.0

ids, overlapping, marked = Counter(), set(), set()
for line in open(sys.argv[4]):
    call = re.search(r" id=(\S+)", line).group(1)
    ids[call] += 1
    if " overlap=1" in line:
        overlapping.add(call)
    if " unsampled=" in line:
        marked.add(call)

shown, own, mixed = Counter(), Counter(), 0
for line in open(sys.argv[3], errors="replace"):
    stack, _, count = line.rpartition(" ")
    call, comm, *frames = stack.split(";")
    shown[call] += int(count)
    named = {comm} if re.fullmatch(r"call-\d+", comm) else set()
    named |= {"call-" + burn for frame in frames for burn in re.findall(r"\bburn_(\d+)\b", frame)}
    if call in named:
        own[call] += int(count)
    elif named and call not in overlapping:
        mixed += int(count)


def share(samples, seconds):
    return "%.3f" % (samples / (rate * seconds)) if seconds else "-"


print("calls=%d" % len(spent))
print("ids=%d" % len(ids))
print("missing=%d" % len(set(spent) - set(ids)))
print("double=%d" % sum(1 for count in ids.values() if count > 1))
print("strange=%d" % len(set(ids) - set(spent)))
print("shown=%d" % sum(1 for call in spent if shown[call]))
print("marked=%d" % len(marked & set(spent)))
print("silent=%d" % sum(1 for call in spent if not shown[call] and call not in marked))
print("overlapping=%d" % len(overlapping))
print("share=%s" % share(sum(own[call] for call in spent), sum(spent.values())))
print("worst=%s" % min((share(own[call], spent[call]) for call in spent), default="-"))
print("whole=%s" % share(sum(shown[call] for call in spent), sum(user.values())))
print("mixed=%d" % mixed)
