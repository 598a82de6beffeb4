# SPDX-License-Identifier: GPL-3.0-or-later
"""Restarts under load on sockets that a service manager holds: nobody notices."""

import asyncio
import random
import time

from case import MODEL, DaemonCase, rounds
from harness import client, upstream
from harness.activator import Activator
from harness.daemon import eventually, verify

CLIENTS = 16
MOST_RESTARTS = 100


class Load:
    """Clients that keep their connections as HTTP/1.1 lets them, and call a failure whatever is no complete answer."""

    def __init__(self, port, key, chance):
        self.port, self.key, self.chance = port, key, chance
        self.answered, self.failures = 0, []
        self.slowest = 0.0
        self.is_ending = False

    async def client(self, number):
        connection = None
        while not self.is_ending:
            if connection is None:
                connection = await client.Connection(self.port).__aenter__()
            body = client.chat_body(MODEL, stream=self.chance.random() < 0.5)
            began = time.monotonic()
            answer = await connection.request("POST", "/v1/chat/completions", body, client.bearer(self.key))
            self.slowest = max(self.slowest, time.monotonic() - began)
            if answer.is_success:
                self.answered += 1
            else:
                self.failures.append((number, answer.status, answer.body[:200]))
            keeps_to_one = number % 4 == 0
            if answer.headers.get("connection") == "close" or not answer.is_success or keeps_to_one:
                connection.abort()
                connection = None
            await asyncio.sleep(self.chance.random() * 0.05)
        if connection:
            connection.abort()


class RestartTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.activator = Activator()
        self.addCleanup(self.activator.close)

    async def start(self):
        daemon = self.activator.daemon(self.folder / "data")
        self.addAsyncCleanup(self._stop, daemon)
        return await daemon.start()

    async def test_restarts_under_load_fail_no_request(self):
        self.upstream.behaviours[MODEL] = upstream.answer(frame_pause=0.002)
        daemon = await self.start()
        token = daemon.admin_token
        self.assertEqual((daemon.port, daemon.admin_port), (self.activator.port, self.activator.admin_port))
        await daemon.add_endpoint(await daemon.add_provider(self.upstream.base_url), MODEL)
        account = await daemon.add_account("100.00")
        load = Load(daemon.port, (await daemon.add_key(account))["secret"], random.Random(3))
        clients = [asyncio.ensure_future(load.client(number)) for number in range(CLIENTS)]
        count = min(rounds(MOST_RESTARTS), MOST_RESTARTS)
        began = time.monotonic()
        for _ in range(count):
            before = load.answered
            await eventually(lambda before=before: load.answered > before + CLIENTS or load.failures, what="answers")
            self.assertEqual(await daemon.stop(), 0, daemon.log()[-2000:])
            daemon = await self.start()
            self.assertEqual(load.failures, [])
        seconds = time.monotonic() - began
        load.is_ending = True
        await asyncio.wait_for(asyncio.gather(*clients), 20)
        self.assertEqual(load.failures, [])
        daemon.admin_token = token
        orders = await daemon.everything("/orders", account=account["id"])
        self.assertEqual({order["state"] for order in orders}, {"finalized"})
        self.assertEqual(len(orders), load.answered)
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)
        print(f"        {count} restarts in {seconds:.1f} s, {load.answered} answers, no failure, slowest {load.slowest * 1000:.0f} ms")

    async def test_who_comes_between_two_daemons_waits(self):
        daemon = await self.start()
        await daemon.stop()
        waiting = asyncio.ensure_future(client.call(self.activator.port, "GET", "/v1/models"))
        probing = asyncio.ensure_future(client.call(self.activator.admin_port, "GET", "/healthz"))
        await self.start()
        self.assertEqual((await waiting).status, 401)
        self.assertEqual((await probing).status, 200)
