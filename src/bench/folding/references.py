"""Folds public inputs with several tools and reports the differences: references.py "OURS" "NAME=OTHER {}"... FILE...

OURS is the faas-trace command. OTHER is the command of another tool, in which {} is replaced by the path of the text to fold.
Files can be compressed with gzip. The last line is key=value:

  inputs       the number of inputs
  refused      the number of inputs that another tool can read and faas-trace can't read, even with --event
  unexplained  the number of differing lines that are in no class of differences.py, or in a class that is missing from the table in
               docs/read-a-heat-map.md
"""
import gzip
import os
import re
import shlex
import subprocess
import sys
import tempfile

import differences

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../docs/read-a-heat-map.md")


def text(path):
    with open(path, "rb") as file:
        content = file.read()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def reads(command, trace):
    """Whether the command folds the text into at least one line."""
    try:
        return bool(differences.fold(command, trace))
    except subprocess.CalledProcessError:
        return False


def command_for(ours, trace):
    """The command, and whether the trace has several events. If so, the command folds only the first event, as other tools do."""
    run = subprocess.run([*shlex.split(ours), "fold", trace], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    several = run.returncode == 2 and b"can't be added up" in run.stderr
    event = next((sample.event for sample in differences.samples(trace)), b"").decode() if several else ""
    return ours + " fold " + (f"--event {shlex.quote(event)} " if several else "") + "{}", several


def judge(name, command, other, trace, documented):
    """Prints a line about one input and one tool. Returns the number of unexplained lines, and whether the input is refused."""
    if not reads(other, trace):
        print(f"  {name}: reads nothing")
        return 0, False
    if not reads(command, trace):
        print(f"  {name}: reads it, faas-trace does not")
        return 0, True
    same, ours_only, other_only, counts, examples = differences.compare(trace, command, other)
    for label in set(counts) - documented - {"unexplained"}:
        print(f"  not in the table: {label}")
        counts["unexplained"] += counts[label]
    for example in examples.get("unexplained", [])[:4]:
        print("   ", *example, file=sys.stderr)
    print(f"  {name}: same={same} ours_only={ours_only} other_only={other_only}", *(f"{n}={c}" for n, c in sorted(counts.items())))
    return counts["unexplained"], False


def main(ours, *arguments):
    others = [argument.split("=", 1) for argument in arguments if "{}" in argument]
    inputs = [argument for argument in arguments if "{}" not in argument]
    with open(TABLE, encoding="utf-8") as table:
        documented = set(re.findall(r"\| `([a-z-]+)` \|$", table.read(), re.M))
    refused = unexplained = 0
    for path in inputs:
        with tempfile.NamedTemporaryFile(suffix=".perf") as plain:
            plain.write(text(path))
            plain.flush()
            command, several = command_for(ours, plain.name)
            print(path + (" (several events; the first one)" if several else ""))
            results = [judge(name, command, other, plain.name, documented) for name, other in others]
        unexplained += sum(lines for lines, _ in results)
        refused += any(refusal for _, refusal in results)
    print(f"inputs={len(inputs)} refused={refused} unexplained={unexplained}")


main(*sys.argv[1:])
