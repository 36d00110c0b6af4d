"""Keeps a CPU busy for the given number of seconds, in functions of many kinds and depths."""
import json
import random
import re
import sys
import time


def words(count):
    return ["".join(random.choice("abcdefgh") for _ in range(12)) for _ in range(count)]


def deep(depth):
    return len(json.dumps(list(range(60)))) if depth == 0 else deep(depth - 1) + 1


def table():
    return {word: [deep(i % 40) for i in range(5)] for word in words(40)}


end = time.time() + float(sys.argv[1])
while time.time() < end:
    text = json.dumps(table())
    json.loads(text)
    re.findall(r"[abc]+d", text)
