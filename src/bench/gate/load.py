"""Sends requests to functions that take turns: load.py SEED ROUNDS REQUESTS PORT=UNITS..."""
import http.client
import random
import sys
import time

chance = random.Random(int(sys.argv[1]))
rounds, requests = int(sys.argv[2]), int(sys.argv[3])
functions = [tuple(map(int, function.split("="))) for function in sys.argv[4:]]
for _ in range(rounds):
    for port, units in chance.sample(functions, len(functions)):
        for _ in range(requests):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/%d" % units)
            connection.getresponse().read()
            connection.close()
        # The recording ends, and the agent makes a trace of it. Otherwise, this would slow down the next function.
        time.sleep(1.2)
