# SPDX-License-Identifier: GPL-3.0-or-later
"""The pepper of credentials: a new one under load and over crashes voids nothing, and the old one goes when all have moved."""

import asyncio
import random

from case import MODEL, DaemonCase
from harness import client
from harness.daemon import eventually, verify

PATH = "/system/peppers"
CRASHES = 5


class PepperTest(DaemonCase):
    async def versions(self, daemon):
        """Of the pepper, newest first, with the keys and tokens under each."""
        return [(one["version"], one["keys"], one["admin_tokens"]) for one in (await daemon.admin("GET", PATH))["peppers"]]

    async def test_credentials_move_to_a_new_one_while_orders_run(self):
        daemon, account, key = await self.serve_customer()
        idle = (await daemon.add_key(account))["secret"]
        kept = {"idempotency-key": "kept-over-it"}
        first = await client.chat(daemon.port, key, client.chat_body(MODEL), kept)

        async def call_on():
            return [await client.chat(daemon.port, key, client.chat_body(MODEL)) for _ in range(30)]

        calls = asyncio.gather(*(call_on() for _ in range(4)))
        for number in range(3):
            await daemon.admin("POST", PATH, {}, idempotency_key=f"pepper-{number}")
        self.assertTrue(all(answer.is_success for answers in await calls for answer in answers))

        async def has_moved():
            await client.chat(daemon.port, key, client.chat_body(MODEL))
            return [one for one in await self.versions(daemon) if any(one[1:])] == [(4, 1, 1), (1, 1, 0)]

        await eventually(has_moved, what="the key and the token under the newest, the idle key under the first")
        await daemon.stop()
        token = daemon.admin_token
        again = await self.serve()  # has forgotten those in between
        again.admin_token = token
        self.assertEqual(await self.versions(again), [(4, 1, 1), (1, 1, 0)])
        for secret in (key, idle):
            self.assertTrue((await client.chat(again.port, secret, client.chat_body(MODEL))).is_success)
        await eventually(lambda: self.all_moved(again), what="the idle key under the newest")
        await again.stop()
        last = await self.serve()  # has forgotten the first
        last.admin_token = token
        self.assertEqual(await self.versions(last), [(4, 2, 1)])
        repeated = await client.chat(last.port, key, client.chat_body(MODEL), kept)
        self.assertEqual((repeated.body, repeated.headers.get("idempotency-replayed")), (first.body, "true"))
        await last.stop()
        code, output = verify(last.data_dir)
        self.assertEqual(code, 0, output)

    async def all_moved(self, daemon):
        return (await self.versions(daemon))[0][1] == 2

    async def test_a_crash_at_any_moment_voids_nothing(self):
        daemon, _, key = await self.serve_customer()
        token = daemon.admin_token
        generator = random.Random(20_261_130)
        for _ in range(CRASHES):
            made = asyncio.ensure_future(client.call(daemon.admin_port, "POST", "/admin/v1" + PATH, {}, client.bearer(token)))
            used = asyncio.ensure_future(client.chat(daemon.port, key, client.chat_body(MODEL)))
            await asyncio.sleep(generator.uniform(0, 0.03))
            await daemon.killed()
            await asyncio.gather(made, used, return_exceptions=True)
            daemon = await self.serve()
            daemon.admin_token = token
            self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
            await self.versions(daemon)
