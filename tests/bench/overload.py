# SPDX-License-Identifier: GPL-3.0-or-later
"""What is left of the peak when three times as much is asked: good answers a second, and how the rest is refused.

Requests fall due at a fixed rate whether or not earlier ones have been answered; a good answer is one within the patience.
Load, upstream and gateway share the machine, so what the load costs counts against the gateway. A round counts by the ratio of
its two measurements, of which in turn the one or the other comes first.
"""

import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
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
CONNECTIONS = 4_000
PATIENCE_MS = 1_000
SECONDS = 5
ROUNDS = 7


def offer(port, request, rate):
    done = subprocess.run([str(OPENLOOP), str(port), CHAT_PATH, str(request), str(CONNECTIONS), str(rate), str(SECONDS),
                           str(PATIENCE_MS)], capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    figures["good_per_s"] = (figures["answered"] - figures["late"]) / SECONDS
    return figures


def find_peak(port, request):
    """The rate that brings the most good answers: rates rise until two in a row bring no more."""
    best, best_rate, rate, failures = 0.0, 0.0, 4_000.0, 0
    while failures < 2:
        good = offer(port, request, rate)["good_per_s"]
        if good > best * 1.02:
            best, best_rate, failures = good, rate, 0
        else:
            failures += 1
        rate *= 1.25
    return best_rate, best


async def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    place = ROOT / "build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place))
    stub = Nginx(folder / "nginx")
    try:
        async with Daemon(folder / "data") as daemon:
            provider = await daemon.add_provider(f"http://127.0.0.1:{stub.port}/v1")
            await daemon.add_endpoint(provider, MODEL)
            key = (await daemon.add_key(await daemon.add_account("1000000")))["secret"]
            request = folder / "request"
            body = json.dumps(client.chat_body(MODEL, "Please say hello to me."))
            request.write_text(f"Content-Type: application/json\nAuthorization: Bearer {key}\n\n{body}", encoding="utf-8")
            rate, peak = find_peak(daemon.port, request)
            peaks, rounds = [], []
            for number in range(ROUNDS):
                for is_peak in (number % 2 == 0, number % 2 == 1):
                    (peaks if is_peak else rounds).append(offer(daemon.port, request, rate if is_peak else 3 * peak))
    finally:
        stub.stop()
        shutil.rmtree(folder, ignore_errors=True)
    share = median(figures["good_per_s"] / other["good_per_s"] for figures, other in zip(rounds, peaks))
    goods = sorted(round(figures["good_per_s"]) for figures in peaks)
    print(f"peak                          {median(goods):,.0f} good answers/s   of {goods}")
    for figures in rounds:
        print(f"offered {3 * peak:,.0f}/s   good {figures['good_per_s']:,.0f}/s, p99 {figures['p99_us'] / 1000:.0f} ms; "
              f"503 {figures['shed'] / SECONDS:,.0f}/s, p99 {figures['shed_p99_us'] / 1000:.0f} ms; "
              f"late {figures['late']}, abandoned {figures['abandoned']}, failed {figures['failed']}")
    holds = share >= 0.9 and all(figures["failed"] == 0 for figures in rounds)
    print(f"goodput at 3 × peak           {share:.2f} of peak   ≥ 0.90   {'pass' if holds else 'FAIL'}")
    print(f"{os.cpu_count()} cores shared with load and upstream; {CONNECTIONS} connections; good within {PATIENCE_MS} ms of when"
          f" due; medians of {ROUNDS} interleaved rounds of {SECONDS} s")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
