# SPDX-License-Identifier: GPL-3.0-or-later
"""Money under contention and repetition."""

import uuid

from case import MODEL, DaemonCase, gather
from harness import client
from harness.daemon import verify
from harness.money import nano

CALLS = 1_000
PAID = 100
FREE_TOKENS = {"prompt_usd_per_1m": "0", "completion_usd_per_1m": "0"}


class WalletTest(DaemonCase):
    async def test_a_wallet_for_a_hundred_calls_pays_exactly_a_hundred_of_a_thousand(self):
        daemon, account, key = await self.serve_customer("1.00", price={**FREE_TOKENS, "request_usd": "0.01"})
        answers = await gather(CALLS, lambda _: client.chat(daemon.port, key, client.chat_body(MODEL)))
        statuses = sorted(answer.status for answer in answers)
        self.assertEqual(statuses, [200] * PAID + [402] * (CALLS - PAID))
        refused = next(answer for answer in answers if answer.status == 402)
        self.assertIn("0.01", refused.error["message"])
        self.assertEqual(len(self.upstream.calls), PAID, "a refused call must not reach the provider")

        wallet = await daemon.wallet(account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["held_usd"])), (0, 0))
        orders = await daemon.everything("/orders", account=account["id"])
        states = [order["state"] for order in orders]
        self.assertEqual((states.count("finalized"), states.count("rejected"), len(states)), (PAID, CALLS - PAID, CALLS))
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)

    async def test_the_refusal_names_needed_and_available(self):
        daemon, _, key = await self.serve_customer("0.0042", price={**FREE_TOKENS, "request_usd": "0.01"})
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
        self.assertEqual(answer.status, 402)
        self.assertIn("0.01", answer.error["message"])
        self.assertIn("0.0042", answer.error["message"])

    async def test_a_repeated_top_up_has_one_effect(self):
        daemon, account, _ = await self.serve_customer(None)
        key = str(uuid.uuid4())
        first = await daemon.top_up(account, "2.50", key)
        again = await daemon.top_up(account, "2.50", key)
        self.assertEqual(first["id"], again["id"])
        self.assertEqual(nano((await daemon.wallet(account))["available_usd"]), nano("2.50"))

    async def test_the_same_top_up_a_hundred_times_at_once_has_one_effect(self):
        daemon, account, _ = await self.serve_customer(None)
        body = {"account": account["id"], "rail": "stripe", "external_id": "pi_1", "amount_usd": "2.50"}

        async def top_up(number):
            return await client.call(daemon.admin_port, "POST", "/admin/v1/topups", body,
                                     {**client.bearer(daemon.admin_token), "idempotency-key": f"try-{number % 10}"})

        answers = await gather(100, top_up)
        self.assertLessEqual({answer.status for answer in answers}, {200, 201, 409}, "409: the first is still being made")
        self.assertEqual(len({answer.json["id"] for answer in answers if answer.status != 409}), 1)
        self.assertEqual(nano((await daemon.wallet(account))["available_usd"]), nano("2.50"))
        self.assertEqual(len(await daemon.everything("/topups", account=account["id"])), 1)

    async def test_a_top_up_of_an_impossible_amount_is_refused(self):
        daemon, account, _ = await self.serve_customer(None)
        for amount in ("-1", "0", "0.0000000001", "1e309", "NaN", "9223372036854775808", "18446744073709551615", "", 5, None):
            with self.subTest(amount=amount):
                await daemon.admin("POST", "/topups", {"account": account["id"], "rail": "manual", "amount_usd": amount},
                                   expect=(400, 422), idempotency_key=str(uuid.uuid4()))
        self.assertEqual(nano((await daemon.wallet(account))["available_usd"]), 0)

    async def test_a_top_up_without_its_key_is_refused(self):
        daemon, account, _ = await self.serve_customer(None)
        await daemon.admin("POST", "/topups", {"account": account["id"], "rail": "manual", "amount_usd": "1"}, expect=(400,))
