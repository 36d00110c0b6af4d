"""Prints what this process inherited: arguments, input, environment, open files, signals, limits and more."""
import os
import sys
import time

OURS = ("FAAS_TRACE", "fprocess=", "TMPDIR=", "port=", "Http_Host=")


def lines(path, *names):
    with open(path) as file:
        return [line.strip() for line in file if line.startswith(names)]


end = time.time() + 0.15
while time.time() < end:
    pass
print("arguments", sys.argv[1:])
print("input", sys.stdin.read())
print("folder", os.path.basename(os.getcwd()))
print("umask %o" % os.umask(0))
print("nice", os.nice(0))
print("oom", lines("/proc/self/oom_score_adj", ""))
print("session", os.getsid(0) == os.getsid(os.getppid()), "group", os.getpgrp() == os.getpgid(os.getppid()))
print("files", sorted(int(name) for name in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + name)))
print("\n".join(lines("/proc/self/status", "SigB", "SigI", "SigC", "Cap", "NoNewPrivs", "Seccomp", "Uid", "Groups", "Threads")))
print("\n".join(lines("/proc/self/limits", "")))
for pair in sorted(open("/proc/self/environ", "rb").read().split(b"\0")):
    if pair and not pair.startswith(tuple(name.encode() for name in OURS)):
        print(ascii(pair))
