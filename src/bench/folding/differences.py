"""Classifies the differences between two tools that fold perf script text: differences.py TRACE "OURS {}" "OTHER {}"

In both commands, {} is replaced by the path of the text to fold. First both tools fold the whole trace. Then they fold each
frame and each thread name of the trace alone. This shows which part of a line differs, and so the class of the difference. The
last line has key=value pairs: the numbers of lines that only one of the tools prints, and the number of lines in each class. Lines
that fit no class are unexplained.
"""
import collections
import re
import shlex
import subprocess
import sys
import tempfile

EVENT = re.compile(rb"^\s*(\S.*?)\s+(-?\d+(?:/-?\d+)?)\s+(?:\[\d+\]\s+)?(?:\d+\.\d+:\s+)?(?:\d+\s+)?"
                   rb"([^\s:]*[A-Za-z]\S*?):(?:\s+([0-9a-f]+ .*\)))?\s*$")
FRAME = re.compile(rb"^\s*[0-9a-f]+(\s|$)")
SIGNS = rb"operator(?:\(\)|\[\]|->\*?|<=>|<<=?|>>=?|[-+*/%^&|~!=<>,]+)"
HASH = re.compile(rb"::h[0-9a-f]{16}$")

Sample = collections.namedtuple("Sample", "thread event frames marks")


def within_brackets(ours, other, opening, closing):
    """Whether the name in the other tool's output is cut off inside brackets of this type."""
    plain = re.sub(SIGNS + rb"|->", b"", other)
    return ours.startswith(other) and plain.count(opening) > plain.count(closing)


def unquoted(name):
    return re.sub(rb"[\"']", b"", name)


# The first class that fits is used. The function of a class gets the frame as perf prints it, and as each tool folds it.
CLASSES = [
    ("begins-with-parenthesis", lambda frame, ours, other: not other and ours.startswith(b"(")),
    ("module-in-brackets", lambda frame, ours, other: b"[unknown]" in frame and other == b"[" + ours + b"]"),
    ("module-with-parentheses", lambda frame, ours, other: re.search(rb" \(.* \(.*\)+$", frame)
        and (b"+0x" in other or other.startswith(b"[unknown]"))),
    ("blank-name", lambda frame, ours, other: other.strip() == b"" and ours.startswith(b"[")),
    ("inlined-mark", lambda frame, ours, other: b"->" in frame and other.replace(b"_[i]", b"") == ours),
    ("quotes", lambda frame, ours, other: unquoted(other) == ours),
    ("no-module", lambda frame, ours, other: not other and not frame.rstrip().endswith(b")")),
    ("operator-arrow", lambda frame, ours, other: b"operator->" in ours),
    ("operator-sign", lambda frame, ours, other: re.search(SIGNS, ours) and (re.search(rb"operator\W*$", other) or other.startswith(ours + b"("))),
    ("rust-hash", lambda frame, ours, other: HASH.search(other) and not HASH.search(ours)),
    ("rust-hash", lambda frame, ours, other: HASH.search(re.sub(rb"\+0x[0-9a-f]+$", b"", frame.rpartition(b" (")[0]))),
    ("parentheses-in-template", lambda frame, ours, other: within_brackets(ours, other, b"<", b">")),
    ("parentheses-in-brackets", lambda frame, ours, other: within_brackets(ours, other, b"[", b"]")
        or within_brackets(ours, other, b"{", b"}")),
    ("remark", lambda frame, ours, other: ours.startswith(other.rstrip() + b" (")),
    ("name-in-parentheses", lambda frame, ours, other: ours.startswith(other) and re.search(rb"[.:~*^]$", other)),
    ("arguments-behind-point", lambda frame, ours, other: re.search(rb"\.\(.*\)\.", other) and other.startswith(ours)),
    ("java-class", lambda frame, ours, other: other == b"L" + ours and b"/" in ours),
    ("capital-l", lambda frame, ours, other: ours == b"L" + other),
    ("arrow", lambda frame, ours, other: b"->" in frame),
]


def samples(trace):
    """Yields the samples of a text. A sample's marks name unusual properties of the whole sample."""
    thread, event, frames, marks = None, None, [], set()
    with open(trace, "rb") as lines:
        for line in lines:
            line = line.rstrip(b"\n")
            begin = not line.startswith(b"#") and EVENT.match(line)
            if (begin or not line.strip()) and thread is not None:
                yield Sample(thread, event, tuple(frames), frozenset(marks))
                thread = None
            if begin:
                thread, event, frames, marks = begin.group(1), begin.group(3), [], set()
                if begin.group(4):
                    frames, marks = [b"\t" + begin.group(4)], {"frame-beside-event"}
            elif FRAME.match(line):
                frames.append(line)
    if thread is not None:
        yield Sample(thread, event, tuple(frames), frozenset(marks | {"no-blank-line-at-the-end"}))


def fold(command, trace):
    parts = [part.replace("{}", trace) for part in shlex.split(command)]
    return subprocess.run(parts, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.splitlines()


def alone(command, entries, event):
    """What the tool prints for each thread name and frame. A numbered frame below each frame identifies it."""
    with tempfile.NamedTemporaryFile(suffix=".perf") as text:
        for i, (thread, frame) in enumerate(entries):
            text.write(b"%s 1/1 [000] 1.000000: 1 %s: \n%s\t1 n%d (/n)\n\n" % (thread, event, frame + b"\n" if frame else b"", i))
        text.flush()
        names = {}
        for line in fold(command, text.name):
            thread, _, rest = line.rpartition(b" ")[0].partition(b";")
            number, _, name = rest.partition(b";")
            names[int(number[1:])] = (thread, name)
        return [names.get(i, (None, None)) for i in range(len(entries))]


def compare(trace, ours, other):
    """The number of equal lines, the numbers of lines that only one tool prints, the counts by class, and examples."""
    ours_only, other_only = (set(fold(command, trace)) for command in (ours, other))
    both = ours_only & other_only
    ours_only, other_only = ours_only - both, other_only - both
    counts, examples = collections.Counter(unexplained=0), {}
    if ours_only or other_only:
        reasons = reasons_of(collections.Counter(samples(trace)), ours, other, examples)
        for line in ours_only | other_only:
            found = reasons.get(line.rpartition(b" ")[0]) or {"exited-thread" if line.startswith(b":-1") else "unexplained"}
            counts.update(found)
            if "unexplained" in found:
                examples.setdefault("unexplained", []).append((line,))
    return len(both), len(ours_only), len(other_only), counts, examples


def reasons_of(stacks, ours, other, examples):
    """The classes of each line that one of the tools prints. In either output, one line may have several stacks."""
    # The Perl tool treats a thread whose name begins with java as a Java thread.
    entries = sorted({(stack.thread, frame) for stack in stacks for frame in stack.frames + (None,)}, key=lambda e: (e[0], e[1] or b""))
    known, classes_of = {}, {}
    first = next(iter(stacks)).event if stacks else b"cpu-clock"
    for entry, our, their in zip(entries, alone(ours, entries, first), alone(other, entries, first)):
        known[entry] = our, their
        if our != their:
            frame = entry[1]
            name = "thread-name" if our[0] != their[0] else next(
                (label for label, fits in CLASSES if fits(frame, our[1] or b"", their[1] or b"")), "unexplained")
            classes_of[entry] = name
            examples.setdefault(name, []).append((our, their))
    reasons = collections.defaultdict(set)
    for stack in stacks:
        found = {classes_of[stack.thread, frame] for frame in stack.frames + (None,) if (stack.thread, frame) in classes_of}
        found = found or set(stack.marks)
        if stack.event != first and stack.event.split(b":")[0] == first.split(b":")[0]:
            found.add("event-modifiers")
        if not stack.frames:
            found.add("no-stack")
        for side in (0, 1):
            path = [known[stack.thread, None][side][0]]
            path += [known[stack.thread, frame][side][1] for frame in reversed(stack.frames)]
            reasons[b";".join(part for part in path if part)].update(found)
    return reasons


def main(trace, ours, other):
    _, ours_only, other_only, counts, examples = compare(trace, ours, other)
    for name, pairs in examples.items():
        for pair in pairs[:4]:
            print(name, *pair, file=sys.stderr)
    print(f"ours_only={ours_only} other_only={other_only}", *(f"{n}={c}" for n, c in sorted(counts.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
