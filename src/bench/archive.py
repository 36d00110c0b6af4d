"""Parts of archive.sh: makes a folder of traces of past hours, and compares a folder with what was made."""

import gzip
import hashlib
import os
import random
import sys
import time


def make(folder, count, functions):
    """Makes traces that were received in eight hours of yesterday, and prints the name and digest of each."""
    numbers = random.Random(1)
    first = time.time() - 34 * 3600
    for i in range(count):
        own = f"load-{i % functions}"
        os.makedirs(f"{folder}/{own}", exist_ok=True)
        received = first + numbers.randrange(8 * 3600)
        stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(received))
        name = f"{own}/{stamp}.{i % 1000:03d}Z-{numbers.getrandbits(64):016x}.perf.gz"
        head = (
            "# ========\n# faas-trace 1\n# faas-trace meta function=load rate=200\n"
            f"# faas-trace invocation id=call-{i} start=1.0 end=1.{i % 1000:03d} pid=7 tid=7 overlap=0\n"
        )
        sample = "app 7/7 [000] 1.000{}000: 5000000 cpu-clock:u: \n\t    55d0 f{}+0x1 (/bin/app)\n\n"
        text = head + "".join(sample.format(j, i % 7) for j in range(9))
        data = gzip.compress(text.encode(), 1)
        with open(f"{folder}/{name}", "wb") as file:
            file.write(data)
        print(name, hashlib.sha256(data).hexdigest())


def compare(folder, list_of_traces):
    """Prints how many of the traces are missing or changed."""
    lost = 0
    for line in open(list_of_traces):
        name, digest = line.split()
        try:
            with open(f"{folder}/{name}", "rb") as file:
                lost += hashlib.sha256(file.read()).hexdigest() != digest
        except FileNotFoundError:
            lost += 1
    print(lost)


if sys.argv[1] == "make":
    make(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    compare(sys.argv[2], sys.argv[3])
