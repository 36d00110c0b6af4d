"""Uses CPU time for a minute, in a function whose name the test looks for in the trace."""
import time


def grind_numbers(count):
    total = 0
    for number in range(count):
        total += number * number % 7
    return total


end = time.monotonic() + 60
while time.monotonic() < end:
    grind_numbers(100000)
