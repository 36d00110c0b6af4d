"""Names each difference between two folders of perf script text: differences.py TRACE "OURS {}" "OTHER {}"

Both commands fold the text whose path takes the place of {}. Each frame and each thread's name of the trace is then folded
alone, so that what differs in a line is known, and is put into a class. The last line is key=value: how many
lines only one of them has, by class; unexplained is what fits none.
"""
import collections
import re
import shlex
import subprocess
import sys
import tempfile

EVENT = re.compile(rb"^(\S.*?)\s+(-?\d+(?:/-?\d+)?)\s+(?:\[\d+\]\s+)?\d+\.\d+:\s+(?:\d+\s+)?\S+:\s*$")


def within_brackets(ours, other, opening, closing):
    """Whether the other one ends inside such brackets."""
    plain = re.sub(rb"->|operator[<>=-]*", b"", other)
    return ours.startswith(other) and plain.count(opening) > plain.count(closing)


# The first that fits a frame, as it was printed and as each of them folds it.
CLASSES = [
    ("begins-with-parenthesis", lambda frame, ours, other: not other and ours.startswith(b"(")),
    ("vdso", lambda frame, ours, other: b"[unknown]" in frame and other == b"[" + ours + b"]"),
    ("module-with-parentheses", lambda frame, ours, other: re.search(rb" \(.* \(.*\)+$", frame)
        and (b"+0x" in other or other.startswith(b"[unknown]"))),
    ("operator-arrow", lambda frame, ours, other: b"operator->" in ours),
    ("operator-call", lambda frame, ours, other: b"operator()" in ours),
    ("parentheses-in-template", lambda frame, ours, other: within_brackets(ours, other, b"<", b">")),
    ("parentheses-in-brackets", lambda frame, ours, other: within_brackets(ours, other, b"[", b"]")
        or within_brackets(ours, other, b"{", b"}")),
    ("remark", lambda frame, ours, other: ours.startswith(other.rstrip() + b" (")),
    ("name-in-parentheses", lambda frame, ours, other: ours.startswith(other) and re.search(rb"[.:~*^]$", other)),
    ("arguments-behind-point", lambda frame, ours, other: re.search(rb"\.\(.*\)\.", other) and other.startswith(ours)),
    ("quotes", lambda frame, ours, other: re.sub(rb"[\"']", b"", other) == ours),
    ("capital-l", lambda frame, ours, other: ours == b"L" + other),
    ("arrow", lambda frame, ours, other: b"->" in frame),
]


def samples(trace):
    thread, frames = None, []
    with open(trace, "rb") as lines:
        for line in lines:
            line = line.rstrip(b"\n")
            event = EVENT.match(line)
            if event:
                thread, frames = event.group(1), []
            elif not line.strip() and thread is not None:
                yield thread, tuple(frames)
                thread = None
            elif thread is not None:
                frames.append(line)


def fold(command, trace):
    parts = [part.replace("{}", trace) for part in shlex.split(command)]
    return subprocess.run(parts, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.splitlines()


def alone(command, entries):
    """What each thread's name and frame becomes: the frame on top of one that counts."""
    with tempfile.NamedTemporaryFile(suffix=".perf") as text:
        for i, (thread, frame) in enumerate(entries):
            text.write(b"%s 1/1 [000] 1.000000: 1 cpu-clock: \n%s\t1 n%d (/n)\n\n" % (thread, frame + b"\n" if frame else b"", i))
        text.flush()
        names = {}
        for line in fold(command, text.name):
            thread, _, rest = line.rpartition(b" ")[0].partition(b";")
            number, _, name = rest.partition(b";")
            names[int(number[1:])] = (thread, name)
        return [names.get(i, (None, None)) for i in range(len(entries))]


def main(trace, ours, other):
    ours_only, other_only = (set(fold(command, trace)) for command in (ours, other))
    both = ours_only & other_only
    ours_only, other_only = ours_only - both, other_only - both
    stacks = collections.Counter(samples(trace))
    # perl takes a thread whose name begins with java for one of Java.
    entries = sorted({(thread, frame) for thread, frames in stacks for frame in frames + (None,)}, key=lambda e: (e[0], e[1] or b""))
    names = [alone(command, entries) for command in (ours, other)]
    known, classes_of, examples = {}, {}, {}
    for entry, our, their in zip(entries, *names):
        known[entry] = our, their
        if our != their:
            frame = entry[1]
            name = "thread-name" if our[0] != their[0] else next(
                (label for label, fits in CLASSES if fits(frame, our[1], their[1])), "unexplained")
            classes_of[entry] = name
            examples.setdefault(name, []).append((our, their))
    # A line may also differ by what others add to it, so each stack counts for its line on either side.
    reasons = collections.defaultdict(set)
    for thread, frames in stacks:
        found = {classes_of[thread, frame] for frame in frames + (None,) if (thread, frame) in classes_of}
        for side in (0, 1):
            path = [known[thread, None][side][0]] + [known[thread, frame][side][1] for frame in reversed(frames)]
            reasons[b";".join(part for part in path if part)].update(found or ({"no-stack"} if not frames else ()))
    counts = collections.Counter(unexplained=0)
    for line in ours_only | other_only:
        exited = line.startswith(b":-1")
        found = reasons.get(line.rpartition(b" ")[0]) or {"exited-thread" if exited else "unexplained"}
        counts.update(found)
        if "unexplained" in found:
            examples.setdefault("unexplained", []).append((line,))
    for name, pairs in examples.items():
        for pair in pairs[:4]:
            print(name, *pair, file=sys.stderr)
    print(f"ours_only={len(ours_only)} other_only={len(other_only)}", *(f"{n}={c}" for n, c in sorted(counts.items())))


main(*sys.argv[1:])
