# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that takes nothing more: refusals instead of promises, and sound books afterwards."""

import asyncio

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import eventually, verify
from harness.money import nano

CONFIG = "[ledger]\ndoubt_deadline_ms = 1000\n"


class StoreFailureTest(DaemonCase):
    async def test_an_unwritable_ledger_refuses_new_orders(self):
        daemon, account, key = await self.serve_customer("1.00", config=CONFIG)
        before = await client.chat(daemon.port, key, client.chat_body(MODEL))
        self.assertTrue(before.is_success)
        daemon.limit_files(1)
        calls = len(self.upstream.calls)
        for _ in range(3):
            answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
            self.assertEqual((answer.status, answer.error["code"]), (503, "store_unavailable"))
            self.assertIn(int(answer.headers["retry-after"]), range(1, 61))
        self.assertEqual(len(self.upstream.calls), calls, "went to the provider without a hold")
        ready = await client.call(daemon.admin_port, "GET", "/readyz")
        self.assertEqual(ready.status, 503)

        again = await self.restarted(daemon)
        self.assertEqual((await again.order(before.headers["x-gotoai-order"]))["state"], "finalized")
        self.assertEqual(nano((await again.wallet(account))["held_usd"]), 0)
        self.assertTrue((await client.chat(again.port, key, client.chat_body(MODEL))).is_success)

    async def test_an_answer_that_cannot_be_settled_does_not_end_well(self):
        gate = asyncio.Event()

        async def hold_back(call):
            call.begin_stream()
            call.frame(upstream.chunk(call.model, {"role": "assistant", "content": "Hello"}))
            await gate.wait()
            call.frame(upstream.chunk(call.model, {}, "stop"))
            call.frame("[DONE]")
            call.end_stream()

        self.upstream.behaviours[MODEL] = hold_back
        daemon, account, key = await self.serve_customer("1.00", config=CONFIG)
        async with client.Connection(daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions", client.chat_body(MODEL, stream=True), client.bearer(key))
            pieces = connection.pieces()
            await anext(pieces)
            daemon.limit_files(1)
            gate.set()
            async for _ in pieces:
                pass
            self.assertFalse(connection.answer.is_success, connection.answer)
            self.assertNotIn("[DONE]", connection.answer.frames)
            order_id = connection.answer.headers["x-gotoai-order"]

        again = await self.restarted(daemon)

        async def has_ended():
            return (await again.order(order_id))["state"] == "released"

        await eventually(has_ended, what="the end of the doubt")
        wallet = await again.wallet(account)
        self.assertEqual((nano(wallet["held_usd"]), nano(wallet["available_usd"])), (0, nano("1.00")))

    async def restarted(self, daemon):
        """The same data with room on the disk again."""
        await daemon.killed()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
        again = await self.serve(config=CONFIG)
        again.admin_token = daemon.admin_token
        return again
