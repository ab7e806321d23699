"""Memory whose right sum is known: `shared-memory.py serve|map FILE`.

serve: touches 200 MB, maps FILE, forks four children that read all of FILE, then answers on PORT with BENCH_NONCE.
map: maps FILE and reads all of it, says so on stdout, and waits.
"""
import http.server
import mmap
import os
import signal
import sys

role, path = sys.argv[1:]


def map_file():
    with open(path, "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    sum(mapped[i] for i in range(0, len(mapped), mmap.PAGESIZE))
    return mapped


if role == "map":
    mapped = map_file()
    print("mapped", flush=True)
    signal.pause()

shared = bytearray(b"\1") * (200 * 1024 * 1024)
mapped = map_file()
read_end, write_end = os.pipe()
for _ in range(4):
    if os.fork() == 0:
        # Page table entries of a file are not copied by fork.
        mapped = map_file()
        os.write(write_end, b".")
        signal.pause()
for _ in range(4):
    os.read(read_end, 1)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("X-Nonce", os.environ["BENCH_NONCE"])
        self.send_header("Content-Length", "0")
        self.end_headers()


http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
