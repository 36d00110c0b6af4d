"""Sends requests to a function and logs the responses: calls.py PORT CALLS CLIENTS LOW HIGH LOG

CLIENTS threads share CALLS requests. Each thread pauses LOW to HIGH seconds between two requests. If LOW=HIGH, each thread
starts a request every LOW seconds. The first request is retried until the port is open. LOG gets the id and the response of
each request.
"""
import http.client
import random
import sys
import threading
import time

port, calls, clients = (int(word) for word in sys.argv[1:4])
low, high = (float(word) for word in sys.argv[4:6])
log = open(sys.argv[6], "w")
failed = []


def ask(number):
    deadline = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.connect()
            break
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.002)
    try:
        connection.request("GET", "/?n=%03d" % number, headers={"X-Call-Id": "call-%03d" % number})
        response = connection.getresponse()
        body = response.read().decode().strip()
        if response.status != 200:
            raise OSError("%d %s" % (response.status, body))
        log.write("call-%03d %s\n" % (number, body))
    finally:
        connection.close()


def client(first):
    try:
        time.sleep(random.uniform(low, high) * first / clients)
        begin = time.monotonic()
        for turn, number in enumerate(range(first, calls, clients)):
            ask(number)
            if low == high:
                time.sleep(max(0.0, begin + (turn + 1) * low - time.monotonic()))
            else:
                time.sleep(random.uniform(low, high))
    except Exception as e:
        failed.append(e)


threads = [threading.Thread(target=client, args=(first,)) for first in range(clients)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if failed:
    sys.exit("calls.py: %r" % failed[0])
