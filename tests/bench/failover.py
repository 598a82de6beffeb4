# SPDX-License-Identifier: GPL-3.0-or-later
"""What failing providers cost: the time that a fallback adds, what routing and health take of each request, and how much more
than the offered load the providers see while all of them are down.

Load, upstream and gateway share the machine. The fallback is measured on one connection: requests whose first attempt is
refused at once, beside those whose first attempt is answered, of the same run; the failed attempt itself is a round trip to
the upstream, measured directly.
"""

import asyncio
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

ROUTING = ROOT / "build" / "release" / "bin" / "bench_routing"
DISPATCH = ROOT / "build" / "release" / "bin" / "bench_dispatch"
REQUESTS = 1_500
OUTAGE_ORDERS = 3_000
OUTAGE_CONNECTIONS = 16


def row(what, figure, bar, holds):
    print(f"{what:<46}{figure:<18}{bar:<12}{'pass' if holds else 'FAIL'}")
    return holds


async def refuse(call):
    call.whole(503, {"error": {"message": "down", "type": "server_error", "param": None, "code": None}})


async def timed(connection, path, body, headers):
    began = time.perf_counter()
    answer = await connection.request("POST", path, body, headers)
    return (time.perf_counter() - began) * 1000, answer


async def fallback(daemon, provider, key):
    """Every fourth call to the first endpoint fails: often enough to measure, too seldom for its breaker."""
    calls = [0]

    async def sometimes(call):
        calls[0] += 1
        await (refuse if calls[0] % 4 == 0 else upstream.answer())(call)

    provider.behaviours["first"] = sometimes
    taken = {1: [], 2: []}
    async with client.Connection(daemon.port) as connection:
        for _ in range(REQUESTS):
            ms, answer = await timed(connection, "/v1/chat/completions", client.chat_body("shared"), client.bearer(key))
            if not answer.is_success:
                raise RuntimeError(f"a request failed: {answer}")
            taken[int(answer.headers["x-gotoai-attempts"])].append(ms)
    provider.behaviours["direct"] = refuse
    async with client.Connection(provider.port) as connection:
        attempt = median([(await timed(connection, "/v1/chat/completions", client.chat_body("direct"), {}))[0] for _ in range(300)])
    added = median(taken[2]) - median(taken[1]) - attempt
    print(f"p50 with one attempt {median(taken[1]):.2f} ms, with two {median(taken[2]):.2f} ms ({len(taken[2])} requests), "
          f"a round trip to the upstream {attempt:.2f} ms")
    return row("a fallback adds beyond the failed attempt", f"{added:.2f} ms", "≤ 2 ms", added <= 2)


async def outage(daemon, provider, key):
    for model in ("first", "second"):
        provider.behaviours[model] = refuse
    before = len(provider.calls)
    left = iter(range(OUTAGE_ORDERS))

    async def ask():
        async with client.Connection(daemon.port) as connection:
            for _ in left:
                await connection.request("POST", "/v1/chat/completions", client.chat_body("shared"), client.bearer(key))

    await asyncio.gather(*(ask() for _ in range(OUTAGE_CONNECTIONS)))
    share = (len(provider.calls) - before) / OUTAGE_ORDERS
    return row("calls to providers an order, all of them down", f"{share:.3f}", "≤ 1.2", share <= 1.2)


def dispatch():
    figures = dict(line.split()[:2] for line in subprocess.run([str(DISPATCH)], capture_output=True, text=True,
                                                               check=True).stdout.splitlines())
    p50 = float(figures["dispatch_and_health_p50_us"])
    return row("dispatch and health of a good attempt, p50", f"{p50:.2f} µs", "≤ 30 µs", p50 <= 30)


def routing():
    lines = [line.split() for line in subprocess.run([str(ROUTING)], capture_output=True, text=True,
                                                     check=True).stdout.splitlines()]
    figures = [float(line[1]) for line in lines if line[0].endswith("_500_p50_us")]
    return row("route decision over 500 endpoints, worst mode", f"{max(figures):.1f} µs", "≤ 20 µs", max(figures) <= 20)


async def main():
    with tempfile.TemporaryDirectory() as folder:
        async with upstream.Upstream() as provider, Daemon(Path(folder) / "data") as daemon:
            entry = await daemon.add_provider(provider.base_url)
            prices = ("0.01", "1")
            for model, price in zip(("first", "second"), prices):
                await daemon.add_endpoint(entry, "shared", upstream_model=model,
                                          price={"prompt_usd_per_1m": price, "completion_usd_per_1m": price})
            key = (await daemon.add_key(await daemon.add_account("1000")))["secret"]
            verdicts = [dispatch(), routing(), await fallback(daemon, provider, key), await outage(daemon, provider, key)]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
