"""A DNS server that resolves the names of a cluster's services to the addresses of their pods: names.py ADDRESS FILE

ADDRESS is the address on which the server listens. FILE has lines "ADDRESS NAMESPACE/SERVICE", where ADDRESS is the address of a
pod. FILE is read again for each query. The cluster has no kube-proxy, so a service's own address would lead nowhere.
"""

import socket
import struct
import sys

DOMAIN = ".svc.cluster.local"


def question(packet):
    """Returns the name in the query, and the end of its question section."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1 : at + 1 + packet[at]].decode("ascii", "replace"))
        at += packet[at] + 1
    return ".".join(labels).lower(), at + 5


def address(name, file):
    for line in open(file):
        there, service = line.split()
        namespace, short = service.split("/")
        if name == short + "." + namespace + DOMAIN:
            return socket.inet_aton(there)
    return None


def answer(packet, file):
    name, end = question(packet)
    of_type = struct.unpack(">H", packet[end - 4 : end - 2])[0]
    found = address(name, file)
    records = [found] if found and of_type == 1 else []
    code = 0 if found else 3
    head = packet[:2] + struct.pack(">HHHHH", 0x8580 | code, 1, len(records), 0, 0)
    return head + packet[12:end] + b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + record for record in records)


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((sys.argv[1], 53))
    while True:
        packet, asker = server.recvfrom(1500)
        try:
            server.sendto(answer(packet, sys.argv[2]), asker)
        except (IndexError, ValueError, OSError) as error:
            print("names.py:", error, file=sys.stderr, flush=True)


main()
