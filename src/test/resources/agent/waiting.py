"""A program for one request: sleeps for 50 ms, then reads from a pipe whose other end writes only after 80 ms."""
import os
import time


def nap():
    time.sleep(0.05)


def read_slowly():
    near, far = os.pipe()
    if os.fork() == 0:
        time.sleep(0.08)
        os.write(far, b"x")
        os._exit(0)
    os.read(near, 1)


nap()
read_slowly()
print("ok")
