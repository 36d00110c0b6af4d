"""Computes pi with Machin's formula.

It uses long division as taught at school, so that the function needs enough CPU time for a flame graph.
"""

import os
import re
import tempfile

BASE = 1_000_000
MOST_DIGITS = 20_000


def handle(event, context):
    asked = event.body.decode(errors="replace").strip() or event.query.get("digits", "1000")
    if not re.fullmatch("[0-9]{1,5}", asked) or not 1 <= int(asked) <= MOST_DIGITS:
        return {"statusCode": 400, "body": f"digits must be a number from 1 to {MOST_DIGITS}\n"}
    return through_file(compute_pi(int(asked))) + "\n"


def compute_pi(digits):
    """Returns 3.14… with that many digits after the point, not rounded. Each element of a list holds six digits."""
    length = digits // 6 + 4
    number = subtract(arctan(16, 5, length), arctan(4, 239, length))
    fraction = "".join(f"{limb:06d}" for limb in number[1:])
    return f"{number[0]}.{fraction[:digits]}"


def arctan(factor, x, length):
    """Returns factor * arctan(1/x)."""
    power = divide([factor] + [0] * (length - 1), x)
    total = power
    k = 1
    while any(power):
        power = divide(power, x * x)
        k += 2
        term = divide(power, k)
        total = subtract(total, term) if k % 4 == 3 else add(total, term)
    return total


def divide(number, by):
    result = []
    rest = 0
    for limb in number:
        rest = rest * BASE + limb
        result.append(rest // by)
        rest %= by
    return result


def add(left, right):
    result = [0] * len(left)
    carry = 0
    for i in range(len(left) - 1, -1, -1):
        carry, result[i] = divmod(left[i] + right[i] + carry, BASE)
    return result


def subtract(left, right):
    result = [0] * len(left)
    borrow = 0
    for i in range(len(left) - 1, -1, -1):
        borrow, result[i] = divmod(left[i] - right[i] + borrow, BASE)
    return result


def through_file(text):
    """Writes the text to a file and reads it back, so that a trace also shows input and output."""
    with tempfile.NamedTemporaryFile("w+", prefix="pi-") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        return file.read()
