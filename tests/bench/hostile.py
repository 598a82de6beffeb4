# SPDX-License-Identifier: GPL-3.0-or-later
"""What sockets that stall do to good clients, and what memory the bytes of an attacker buy.

Each round measures the good load alone and beside the stalled sockets, in turn the one or the other first, and counts by
its ratio, so that what else the machine does meanwhile weighs on both; opening and closing the sockets is over before either
is measured. The median of the ratios stands with the interval that holds it with 95 % confidence: the promise is broken when
all of that lies above it, kept when none does, and otherwise this run cannot tell. The deadlines that would close such
sockets are out of the way. Load, upstream, attacker and gateway share the machine.
"""

import asyncio
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from math import comb
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from harness import client  # noqa: E402
from harness.daemon import Daemon, ROOT  # noqa: E402
from nginx import Nginx  # noqa: E402

OPENLOOP = ROOT / "build" / "release" / "bin" / "bench_openloop"
MODEL = "bench-model"
CHAT_PATH = "/v1/chat/completions"
SOCKETS = 2_000
RATE = 1_000
SECONDS = 2
ROUNDS = 15
CALM_SECONDS = 0.6
MOST = 1.10
CONFIG = "[http]\nhead_deadline_ms = 600000\nbody_deadline_ms = 3600000\nidle_deadline_ms = 3600000\n"

HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"
STALLED = [b"", b"GET /v1", HEAD + b"X-A: b", HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 500,
           HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"]
ATTACKS = {
    "98 tiny headers": HEAD + b"a:\r\n" * 98,
    "a header of 16 KiB": HEAD + b"X-A: " + b"x" * 16_384,
    "98 tiny headers and half a body": HEAD + b"a:\r\n" * 97 + b"Content-Length: 200\r\n\r\n" + b"x" * 100,
    "64 KiB of a body of 1 MiB": HEAD + b"Content-Length: 1048576\r\n\r\n" + b"x" * 65_536,
    "4,000 chunks of a byte": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 4_000,
}


def attack(port, texts):
    """Sockets that have each sent their text and now do nothing."""
    sockets = []
    for number in range(SOCKETS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(texts[number % len(texts)])
        sockets.append(connection)
    return sockets


def close(sockets):
    for connection in sockets:
        connection.close()


def confidence(values):
    """The lowest and highest that the median may be with 95 % confidence, whatever the distribution (order statistics)."""
    ordered, count, below, tail = sorted(values), len(values), 0, 0.0
    while tail + comb(count, below) / 2 ** count <= 0.025:
        tail += comb(count, below) / 2 ** count
        below += 1
    below = max(below, 1)  # fewer than six values: all of them
    return ordered[below - 1], ordered[count - below]


def good_load(daemon, request):
    """(p99 in ms, the gateway's CPU time a request in µs) of good requests."""
    time.sleep(CALM_SECONDS)
    before = daemon.cpu_seconds()
    done = subprocess.run([str(OPENLOOP), str(daemon.port), CHAT_PATH, str(request), "64", str(RATE), str(SECONDS)],
                          capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    if figures["failed"] + figures["shed"]:
        raise RuntimeError(f"good requests failed: {figures}")
    return figures["p99_us"] / 1000, (daemon.cpu_seconds() - before) / figures["answered"] * 1e6


def good_load_beside(daemon, request):
    sockets = attack(daemon.port, STALLED)
    try:
        return good_load(daemon, request)
    finally:
        close(sockets)


async def stalled(folder):
    stub = Nginx(folder / "nginx")
    try:
        async with Daemon(folder / "stalled", config=CONFIG) as daemon:
            provider = await daemon.add_provider(f"http://127.0.0.1:{stub.port}/v1")
            await daemon.add_endpoint(provider, MODEL)
            key = (await daemon.add_key(await daemon.add_account("1000000")))["secret"]
            request = folder / "request"
            body = json.dumps(client.chat_body(MODEL, "Please say hello to me."))
            request.write_text(f"Content-Type: application/json\nAuthorization: Bearer {key}\n\n{body}", encoding="utf-8")
            good_load(daemon, request)  # warm
            rounds = {good_load: [], good_load_beside: []}
            for number in range(ROUNDS):
                for measure in sorted(rounds, key=lambda one: (one is good_load) == (number % 2 == 1)):
                    rounds[measure].append(measure(daemon, request))
    finally:
        stub.stop()
    alone, beside = ([p99 for p99, _ in figures] for figures in rounds.values())
    ratios = [one / other for one, other in zip(beside, alone)]
    low, high = confidence(ratios)
    verdict = "pass" if high <= MOST else "FAIL" if low > MOST else "cannot tell"
    print(f"good p99 alone                            {median(alone):6.2f} ms   of {sorted(round(p, 2) for p in alone)}")
    print(f"good p99 beside {SOCKETS:,} stalled sockets      {median(beside):6.2f} ms   of {sorted(round(p, 2) for p in beside)}")
    print(f"  of the one alone                        {median(ratios):6.2f}      ≤ {MOST:.2f}   {verdict}   {low:.2f} … {high:.2f}")
    cpu_alone, cpu_beside = (median(cpu for _, cpu in figures) for figures in rounds.values())
    print(f"CPU a good request, alone and beside      {cpu_alone:6.0f} µs   {cpu_beside:.0f} µs")
    return verdict != "FAIL"


async def memory(folder, name, text):
    """Resident bytes that each byte of the attacker costs, the connection's own included."""
    async with Daemon(folder / f"memory-{len(text)}", config=CONFIG) as daemon:
        await asyncio.sleep(0.5)
        before = daemon.resident_bytes()
        sockets = attack(daemon.port, [text])
        await asyncio.sleep(1)
        cost = (daemon.resident_bytes() - before) / (SOCKETS * len(text))
        close(sockets)
    holds = cost <= 10
    print(f"memory a byte, {name:<31}{cost:5.1f}      ≤ 10     {'pass' if holds else 'FAIL'}")
    return holds


async def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    place = ROOT / "build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place))
    try:
        verdicts = [await memory(folder, name, text) for name, text in ATTACKS.items()]
        verdicts.append(await stalled(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{os.cpu_count()} cores shared with load, upstream and attacker; {SOCKETS:,} sockets; good load {RATE:,}/s over 64"
          f" connections; medians of {ROUNDS} interleaved rounds of {SECONDS} s")
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
