# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that goes away frees its provider at once and is charged for no more than it caused."""

import json
import random
import time

from case import MODEL, DaemonCase, rounds
from harness import client, upstream
from harness.daemon import eventually
from harness.money import nano

CANCEL_SECONDS = 0.100
WORDS = ["word "] * 400


class DisconnectTest(DaemonCase):
    async def leave(self, daemon, key, frames, body):
        """Calls, reads that many frames, hangs up. Returns the upstream's call and the moment of hanging up."""
        known = len(self.upstream.calls)
        async with client.Connection(daemon.port) as connection:
            if frames is None:  # before any answer
                await connection.send(_raw_request(key, body))
                await eventually(lambda: len(self.upstream.calls) > known, what="the call's arrival upstream")
            else:
                await connection.begin("POST", "/v1/chat/completions", body, client.bearer(key))
                async for _ in connection.pieces():
                    if len(connection.answer.frames) > frames:
                        break
            connection.abort()
            left_at = time.monotonic()
        return self.upstream.calls[known], left_at

    async def check_departure(self, daemon, account, call, left_at):
        await eventually(lambda: call.gone_at, what="the upstream's cancellation")
        self.assertLess(call.gone_at - left_at, CANCEL_SECONDS)

        async def is_closed():
            return nano((await daemon.wallet(account))["held_usd"]) == 0

        await eventually(is_closed, what="the hold's end")
        return (await daemon.admin("GET", f"/orders?account={account['id']}&limit=1"))["data"][0]

    async def test_leaving_a_stream_anywhere_cancels_and_charges_what_was_sent(self):
        self.upstream.behaviours[MODEL] = upstream.answer(WORDS, frame_pause=0.003)
        daemon, account, key = await self.serve_customer()
        chance = random.Random(11)
        for number in range(rounds(40)):
            frames = chance.randrange(60)
            with self.subTest(number=number, frames=frames):
                call, left_at = await self.leave(daemon, key, frames, client.chat_body(MODEL, stream=True))
                order = await self.check_departure(daemon, account, call, left_at)
                self.assertEqual(order["state"], "finalized")
                self.assertGreater(nano(order["charge_usd"]), 0)
                self.assertLessEqual(nano(order["charge_usd"]), nano(order["hold_usd"]))

    async def test_leaving_before_the_first_token_costs_nothing(self):
        self.upstream.behaviours[MODEL] = upstream.answer(WORDS, first_pause=30)
        daemon, account, key = await self.serve_customer()
        for is_streamed in (False, True):
            with self.subTest(is_streamed=is_streamed):
                call, left_at = await self.leave(daemon, key, None, client.chat_body(MODEL, stream=is_streamed))
                order = await self.check_departure(daemon, account, call, left_at)
                self.assertEqual((order["state"], nano(order["charge_usd"])), ("released", 0))

    async def test_leaving_costs_what_the_tokens_cost(self):
        self.upstream.behaviours[MODEL] = upstream.answer(["x" * 40] * 400, frame_pause=0.003)
        daemon, account, key = await self.serve_customer(
            price={"prompt_usd_per_1m": "0", "completion_usd_per_1m": "1000"})
        call, left_at = await self.leave(daemon, key, 20, client.chat_body(MODEL, stream=True))
        order = await self.check_departure(daemon, account, call, left_at)
        # 40 bytes are estimated as 10 tokens of $0.001; what had left the provider lies between what was read and sent.
        self.assertGreaterEqual(nano(order["charge_usd"]), nano("0.19"))
        self.assertLessEqual(nano(order["charge_usd"]), nano("0.01") * (call.frames_sent + 1))


def _raw_request(key, body):
    data = json.dumps(body).encode()
    return (f"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n").encode() + data
