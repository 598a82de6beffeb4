# SPDX-License-Identifier: GPL-3.0-or-later
"""What relaying streams takes: events a second through GotoAI beside nginx (proxy_buffering off) in the same run, over 2,000
streams at once from a provider that streams as fast as it is read, and the memory of each stream meanwhile.

Every stream through GotoAI is held for and settled durably. Load, provider and gateway share the machine.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from harness import client  # noqa: E402
from harness.daemon import Daemon, ROOT  # noqa: E402
from nginx import Nginx  # noqa: E402

SOURCE = ROOT / "build" / "release" / "bin" / "bench_eventsource"
MODEL = "bench-model"
STREAMS = 2_000
EVENTS = 2_000
SECONDS = 9
SETTLING = 3  # until all streams run
MEASURED = 5
ROUNDS = 3


def row(what, figure, bar="", holds=True):
    print(f"{what:<52}{figure:<18}{bar:<12}{('pass' if holds else 'FAIL') if bar else ''}".rstrip())
    return holds


def load(port, request):
    return subprocess.Popen(["wrk", "-t1", f"-c{STREAMS}", f"-d{SECONDS}s", "--timeout", "30s", "-s", str(HERE / "chat.lua"),
                             f"http://127.0.0.1:{port}/v1/chat/completions"], stdout=subprocess.DEVNULL,
                            env={"REQUEST_FILE": str(request), "PATH": "/usr/bin:/bin"})


def sent(source_port):
    """Events that the source has sent so far: what a proxy has taken off it, whichever streams have ended."""
    with urllib.request.urlopen(f"http://127.0.0.1:{source_port}/") as answer:
        return int(answer.read())


async def relayed(port, request, source_port, watch):
    """Events a second while all streams run, calling `watch` meanwhile."""
    running = load(port, request)
    await asyncio.sleep(SETTLING)
    first, began = sent(source_port), time.monotonic()
    while (lasts := time.monotonic() - began) < MEASURED:
        watch()
        await asyncio.sleep(0.2)
    rate = (sent(source_port) - first) / lasts
    running.wait()
    return rate


async def measure(folder, source_port):
    body = json.dumps(client.chat_body(MODEL, stream=True))
    proxy = Nginx(folder / "nginx", upstream=source_port, is_buffered=False)
    try:
        async with Daemon(folder / "data") as daemon:
            provider = await daemon.add_provider(f"http://127.0.0.1:{source_port}/v1")
            await daemon.add_endpoint(provider, MODEL)
            key = (await daemon.add_key(await daemon.add_account("100000")))["secret"]
            requests = {}
            for name, headers in (("nginx", ""), ("gotoai", f"authorization: Bearer {key}\n")):
                requests[name] = folder / f"{name}.request"
                requests[name].write_text(f"content-type: application/json\n{headers}\n{body}", encoding="utf-8")
            before, memory = daemon.resident_bytes(), []
            rounds = {"nginx": [], "gotoai": []}
            for _ in range(ROUNDS):
                rounds["nginx"].append(await relayed(proxy.port, requests["nginx"], source_port, lambda: None))
                rounds["gotoai"].append(await relayed(daemon.port, requests["gotoai"], source_port,
                                                      lambda: memory.append(daemon.resident_bytes())))
            metrics = await daemon.metrics()
            begun = sum(float(value) for name, value in metrics.items() if name.startswith("gotoai_attempts_total"))
            print(f"streams begun through GotoAI {begun:.0f}, those that it had no time for turned away")
            return median(rounds["nginx"]), median(rounds["gotoai"]), (max(memory) - before) / STREAMS / 1024
    finally:
        proxy.stop()


async def main():
    with tempfile.TemporaryDirectory() as folder:
        with subprocess.Popen([str(SOURCE), str(EVENTS)], stdout=subprocess.PIPE, text=True) as source:
            try:
                nginx, gotoai, each = await measure(Path(folder), int(source.stdout.readline()))
            finally:
                source.terminate()
    row(f"nginx, proxy_buffering off, {STREAMS:,} streams", f"{nginx:,.0f} events/s")
    row(f"GotoAI, {STREAMS:,} streams", f"{gotoai:,.0f} events/s")
    verdicts = [row("  of nginx", f"{gotoai / nginx:.2f}", "≥ 0.4", gotoai >= 0.4 * nginx),
                row("memory of each stream", f"{each:.1f} KiB", "≤ 64 KiB", each <= 64)]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
