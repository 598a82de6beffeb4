#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What TLS costs the gateway: throughput on kept connections beside clear text, handshakes, memory of idle connections.

Runs by itself against the release build; load, upstream and daemon share the machine, so ratios count.
"""

import asyncio
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]
from harness.certificates import Authority  # noqa: E402
from harness.daemon import Daemon, ROOT  # noqa: E402
from nginx import Nginx  # noqa: E402

MODEL = "bench-model"
CONNECTIONS = 64
SECONDS = 4
ROUNDS = 3
IDLE = 1_000
HANDSHAKES = 500


def settings(authority):
    certificate, key = authority.issue("gateway")
    return f'[gateway]\ntls_certificate_file = "{certificate}"\ntls_key_file = "{key}"\n'


async def set_up(daemon, stub, folder):
    provider = await daemon.add_provider(f"http://127.0.0.1:{stub.port}/v1")
    await daemon.add_endpoint(provider, MODEL)
    key = (await daemon.add_key(await daemon.add_account("1000000")))["secret"]
    body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Please say hello to me."}], "max_tokens": 64})
    path = folder / f"{daemon.data_dir.name}.request"
    path.write_text(f"Content-Type: application/json\nAuthorization: Bearer {key}\n\n{body}", encoding="utf-8")
    return path


async def per_second(daemon, request, seconds=SECONDS):
    url = daemon.ready["gateway"] + "/chat/completions"
    process = await asyncio.create_subprocess_exec(
        "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "chat.lua"), url,
        env={**os.environ, "REQUEST_FILE": str(request)}, stdout=subprocess.PIPE)
    figures = json.loads((await process.communicate())[0].strip().splitlines()[-1])
    if figures["failed"]:
        raise RuntimeError(f"{url}: {figures['failed']} requests failed")
    return figures["per_s"]


def connect(port, context=None, session=None):
    plain = socket.create_connection(("127.0.0.1", port))
    return context.wrap_socket(plain, server_hostname="localhost", session=session) if context else plain


def idle_kib(daemon, context):
    connect(daemon.port, context).close()
    before = daemon.resident_bytes()
    kept = [connect(daemon.port, context) for _ in range(IDLE)]
    time.sleep(0.5)
    each = (daemon.resident_bytes() - before) / IDLE / 1024
    for connection in kept:
        connection.close()
    return each


def handshakes_per_second(daemon, context, session=None):
    began = time.monotonic()
    for _ in range(HANDSHAKES):
        connect(daemon.port, context, session).close()
    return HANDSHAKES / (time.monotonic() - began)


async def main():
    place = ROOT / "build" / "bench"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        authority = Authority(folder)
        context = authority.client_context()
        older = authority.client_context()  # its sessions are there right after the handshake
        older.maximum_version = ssl.TLSVersion.TLSv1_2
        stub = Nginx(folder / "stub")
        try:
            async with Daemon(folder / "clear") as clear, Daemon(folder / "tls", config=settings(authority)) as secure:
                kib = {"clear": idle_kib(clear, None), "TLS": idle_kib(secure, context)}
                full = handshakes_per_second(secure, context)
                resumed = handshakes_per_second(secure, older, connect(secure.port, older).session)
                requests = {daemon: await set_up(daemon, stub, folder) for daemon in (clear, secure)}
                rounds = {daemon: [] for daemon in requests}
                for _ in range(ROUNDS):
                    for daemon, request in requests.items():
                        rounds[daemon].append(await per_second(daemon, request))
        finally:
            stub.stop()
    plain, encrypted = median(rounds[clear]), median(rounds[secure])
    print(f"settled requests in clear, {CONNECTIONS} kept connections   {plain:>9,.0f}/s")
    print(f"settled requests over TLS, {CONNECTIONS} kept connections   {encrypted:>9,.0f}/s   {encrypted / plain:.2f} of clear")
    print(f"handshakes, ECDSA P-256, one client at a time      {full:>9,.0f}/s")
    print(f"  resumed by ticket (TLS 1.2)                      {resumed:>9,.0f}/s")
    for kind, each in kib.items():
        print(f"memory of each of {IDLE:,} idle connections, {kind:<5}      {each:>9.1f} KiB")
    print(f"one run on {os.cpu_count()} cores shared with load and upstream; medians of {ROUNDS} interleaved rounds of {SECONDS} s")


if __name__ == "__main__":
    asyncio.run(main())
