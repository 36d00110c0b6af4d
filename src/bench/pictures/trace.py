"""Prints a trace of one minute as perf script text: trace.py SAMPLES STACKS"""
import random
import sys

samples, stacks = int(sys.argv[1]), int(sys.argv[2])
chance = random.Random(1)
write = sys.stdout.write
INTERPRETER = "/usr/lib/libpython3.12.so.1.0"
OWN = ["py::f%d:/home/app/function/m%d.py" % (i, i % 17) for i in range(300)]


def frame(symbol, module):
    return "\t    7f4c %s (%s)\n" % (symbol, module)


def stack():
    frames = [frame("Py_RunMain", INTERPRETER)]
    for _ in range(chance.randint(2, 12)):
        frames.append(frame(chance.choice(OWN), "/tmp/perf-17.map"))
        frames.append(frame("_PyEval_EvalFrameDefault", INTERPRETER))
    if chance.random() < 0.2:
        frames.append(frame("vfs_read", "[kernel.kallsyms]"))
    return "".join(reversed(frames))


known = [stack() for _ in range(stacks)]
write("# faas-trace 1\n# faas-trace meta function=bench rate=200\n")
for i in range(500):
    start = 1000 + i * 0.12
    write("# faas-trace invocation id=call-%d start=%.6f end=%.6f pid=17 tid=%d overlap=0 cpu=30000000 ready=1000000\n"
          % (i, start, start + 0.1, 19 + i % 3))
for i in range(samples):
    chosen = known[int(stacks * chance.random() ** 2)]
    write("python3 17/%d [000] %.6f: 5000000 cpu-clock:u: \n%s\n" % (19 + i % 3, 1000 + 60 * i / samples, chosen))
