# SPDX-License-Identifier: GPL-3.0-or-later
"""GotoAI beside nginx and Portkey in one run: the figures, the bars they are held to, and whether they hold.

Everything shares this machine: load, upstream, gateway. Ratios within the run count, absolute figures do not.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from harness import client, upstream  # noqa: E402
from harness.daemon import Daemon, ROOT  # noqa: E402
from nginx import ANSWER, Nginx, free_port, wait_for_port  # noqa: E402

PROGRAMS = ROOT / "build" / "release" / "bin"
PORTKEY = Path(os.environ["GOTOAI_BENCH_PACKAGES"]) / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
MODEL = "bench-model"
CHAT_PATH = "/v1/chat/completions"
ROUNDS = 5
CONNECTIONS = 64
SECONDS = 4
STREAMS = 1_000
PREFILLED_ORDERS = 1_000_000


class Bench:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.ports = {}
        self.requests = {}
        self.rows = []

    def row(self, what, figure, bar="", holds=None):
        self.rows.append((what, figure, bar, {True: "pass", False: "FAIL", None: ""}[holds]))

    def write_request(self, name, headers):
        body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Please say hello to me."}], "max_tokens": 64})
        path = self.folder / f"{name}.request"
        lines = {"Content-Type": "application/json", **headers}
        path.write_text("\n".join(f"{key}: {value}" for key, value in lines.items()) + "\n\n" + body, encoding="utf-8")
        self.requests[name] = path

    def wrk(self, name, connections=CONNECTIONS, seconds=SECONDS):
        done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "chat.lua"),
                               f"http://127.0.0.1:{self.ports[name]}{CHAT_PATH}"],
                              env={**os.environ, "REQUEST_FILE": str(self.requests[name])},
                              capture_output=True, text=True, check=True)
        figures = json.loads(done.stdout.strip().splitlines()[-1])
        if figures["failed"]:
            raise RuntimeError(f"{name}: {figures['failed']} requests failed")
        return figures

    def open_loop(self, name, rate, seconds=8):
        done = subprocess.run([str(PROGRAMS / "bench_openloop"), str(self.ports[name]), CHAT_PATH, str(self.requests[name]),
                               str(CONNECTIONS), str(rate), str(seconds)], capture_output=True, text=True, check=True)
        figures = json.loads(done.stdout)
        if failed := figures["failed"] + figures["shed"]:
            raise RuntimeError(f"{name}: {failed} requests failed at {rate:.0f}/s")
        return figures

    def throughput(self):
        rounds = {name: [] for name in ("nginx", "gotoai", "portkey")}
        for name in rounds:
            self.wrk(name, seconds=2)  # warm
        for _ in range(ROUNDS):
            for name, figures in rounds.items():
                figures.append(self.wrk(name)["per_s"])
        nginx, gotoai, portkey = (median(rounds[name]) for name in ("nginx", "gotoai", "portkey"))
        self.row(f"nginx proxy_pass, {CONNECTIONS} connections", f"{nginx:,.0f}/s")
        self.row(f"Portkey gateway, {CONNECTIONS} connections", f"{portkey:,.0f}/s")
        self.row(f"GotoAI settled, {CONNECTIONS} connections", f"{gotoai:,.0f}/s")
        self.row("  of nginx", f"{gotoai / nginx:.2f}", "≥ 0.35", gotoai >= 0.35 * nginx)
        self.row("  of Portkey", f"{gotoai / portkey:.1f}", "≥ 20", gotoai >= 20 * portkey)
        return gotoai

    def latency(self, peak):
        sync = sync_p50_ms(self.folder)
        single = {name: median(self.wrk(name, 1, 3)["p50_us"] for _ in range(3)) / 1000 for name in ("nginx", "gotoai")}
        added = single["gotoai"] - single["nginx"]
        bar = 2 * sync + 0.3
        self.row("fdatasync p50", f"{sync:.3f} ms")
        self.row("p50 added at 1 connection", f"{added:.3f} ms", f"≤ {bar:.3f} ms", added <= bar)
        half = {name: self.open_loop(name, peak / 2)["p99_us"] / 1000 for name in ("nginx", "gotoai")}
        self.row(f"p99 of nginx at {peak / 2:,.0f}/s", f"{half['nginx']:.1f} ms")
        self.row("p99 at half the peak", f"{half['gotoai']:.1f} ms", "≤ 10 ms", half["gotoai"] <= 10)

    def clearinghouse(self):
        """The ledger by itself; leaves a data directory with a million orders behind."""
        data = self.folder / "million"
        done = subprocess.run([str(PROGRAMS / "bench_clearinghouse"), "--prefill", str(PREFILLED_ORDERS),
                               "--directory", str(self.folder), "--keep", str(data)],
                              capture_output=True, text=True, check=True)
        figures = dict(line.split()[:2] for line in done.stdout.splitlines())
        settled = float(figures["orders_settled_per_s"])
        self.row("clearinghouse alone", f"{settled:,.0f}/s", "≥ 35,000/s", settled >= 35_000)
        return data

    async def starts(self, prefilled):
        async with Daemon(self.folder / "empty") as daemon:
            pass
        async with Daemon(self.folder / "empty") as daemon:
            self.row("ready on an empty ledger", f"{daemon.ready_seconds * 1000:.0f} ms", "≤ 300 ms", daemon.ready_seconds <= 0.3)
            await asyncio.sleep(1)
            idle = daemon.resident_bytes() / 2**20
            self.row("idle memory", f"{idle:.1f} MiB", "≤ 40 MiB", idle <= 40)
        # A ledger by itself has no key for secrets, which the daemon misses beside a database.
        shutil.copy2(self.folder / "empty" / "master.key", prefilled / "master.key")
        async with Daemon(prefilled) as daemon:
            self.row(f"ready with {PREFILLED_ORDERS:,} orders", f"{daemon.ready_seconds * 1000:.0f} ms", "≤ 2,000 ms",
                     daemon.ready_seconds <= 2)

    async def streams(self):
        async with upstream.Upstream() as provider, Daemon(self.folder / "streams") as daemon:
            provider.behaviours[MODEL] = upstream.answer(["tick "] * 40, frame_pause=0.5)
            key = await set_up(daemon, provider.base_url)
            await client.chat(daemon.port, key, client.chat_body("warm"))
            before = daemon.resident_bytes()
            connections = [client.Connection(daemon.port) for _ in range(STREAMS)]
            await asyncio.gather(*(open_stream(connection, key) for connection in connections))
            each = (daemon.resident_bytes() - before) / STREAMS / 1024
            for connection in connections:
                connection.abort()
        self.row(f"memory of each of {STREAMS:,} streams", f"{each:.1f} KiB", "≤ 64 KiB", each <= 64)

    def table(self):
        widths = [max(len(row[column]) for row in self.rows) for column in range(3)]
        for what, figure, bar, verdict in self.rows:
            print(f"{what:<{widths[0]}}  {figure:>{widths[1]}}  {bar:>{widths[2]}}  {verdict}".rstrip())
        return all(verdict != "FAIL" for *_, verdict in self.rows)


async def set_up(daemon, base_url):
    endpoint = await daemon.add_provider(base_url)
    for model in (MODEL, "warm"):
        await daemon.add_endpoint(endpoint, model)
    account = await daemon.add_account("1000000")
    return (await daemon.add_key(account))["secret"]


async def open_stream(connection, key):
    await connection.__aenter__()
    await connection.begin("POST", CHAT_PATH, client.chat_body(MODEL, stream=True), client.bearer(key))
    async for _ in connection.pieces():
        return


def sync_p50_ms(folder, rounds=400, pages=256):
    """Overwriting a 4 KiB page and syncing it, as a commit to the write-ahead log does."""
    path = folder / "sync"
    page = b"x" * 4096
    path.write_bytes(page * pages)
    times = []
    descriptor = os.open(path, os.O_WRONLY)
    os.fsync(descriptor)
    for number in range(rounds):
        began = time.perf_counter()
        os.pwrite(descriptor, page, number % pages * len(page))
        os.fdatasync(descriptor)
        times.append(time.perf_counter() - began)
    os.close(descriptor)
    return median(times) * 1000


def start_portkey(bench):
    port = free_port()
    process = subprocess.Popen(["node", str(PORTKEY), f"--port={port}", "--headless"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    wait_for_port(port, process)
    bench.ports["portkey"] = port
    bench.write_request("portkey", {
        "Authorization": "Bearer sk-bench", "x-portkey-provider": "openai",
        "x-portkey-custom-host": f"http://127.0.0.1:{bench.ports['stub']}/v1"})
    return process


async def compare(bench):
    stub = Nginx(bench.folder / "nginx-stub")
    bench.ports["stub"] = stub.port
    proxy = Nginx(bench.folder / "nginx-proxy", upstream=stub.port)
    bench.ports["nginx"] = proxy.port
    bench.write_request("nginx", {"Authorization": "Bearer sk-bench"})
    portkey = start_portkey(bench)
    try:
        async with Daemon(bench.folder / "data") as daemon:
            key = await set_up(daemon, f"http://127.0.0.1:{stub.port}/v1")
            bench.ports["gotoai"] = daemon.port
            bench.write_request("gotoai", {"Authorization": f"Bearer {key}"})
            peak = bench.throughput()
            bench.latency(peak)
    finally:
        for process in (portkey, proxy.process, stub.process):
            process.terminate()
            process.wait(10)


async def main():
    place = ROOT / "build" / "bench"  # on the disk that is measured, not in a memory file system
    place.mkdir(parents=True, exist_ok=True)
    folder = tempfile.mkdtemp(dir=place)
    bench = Bench(folder)
    try:
        await compare(bench)
        await bench.streams()
        await bench.starts(bench.clearinghouse())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        holds = bench.table()
    print(f"one run on {os.cpu_count()} cores shared with load and upstream; answers of {len(json.dumps(ANSWER, separators=(',', ':')))} bytes;"
          f" medians of {ROUNDS} interleaved rounds of {SECONDS} s")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
