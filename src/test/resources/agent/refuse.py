"""Runs a command under a seccomp filter that makes perf_event_open fail with ERRNO: refuse.py ERRNO CMD..."""
import ctypes
import os
import platform
import struct
import sys

NUMBER = {"x86_64": 298, "aarch64": 241}[platform.machine()]
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
program = b"".join(struct.pack("HBBI", *step) for step in (
    (LOAD, 0, 0, 0),
    (EQUAL, 0, 1, NUMBER),
    (RETURN, 0, 0, 0x00050000 | int(sys.argv[1])),
    (RETURN, 0, 0, 0x7FFF0000)))
code = ctypes.create_string_buffer(program, len(program))
libc = ctypes.CDLL(None, use_errno=True)
filter_ = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(code)))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, filter_):
    sys.exit("no seccomp filter: errno %d" % ctypes.get_errno())
os.execvp(sys.argv[2], sys.argv[2:])
