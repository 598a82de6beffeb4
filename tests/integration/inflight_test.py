# SPDX-License-Identifier: GPL-3.0-or-later
"""Streams that hold a step ahead: they ask for more as they go, and end with a reason where the wallet does."""

from case import MODEL, DaemonCase, gather
from harness import client, upstream
from harness.daemon import verify
from harness.money import nano

PRICE = {"prompt_usd_per_1m": "0", "completion_usd_per_1m": "1000"}  # a byte is held as a token of $0.001
WORDS = ["x" * 10] * 40  # estimated as 100 tokens: $0.10
CONFIG = '[ledger]\nhold_step_usd = "0.05"\n'


class InflightTest(DaemonCase):
    async def serve_one(self, funds_usd, **provider):
        self.upstream.behaviours[MODEL] = upstream.answer(WORDS, frame_pause=0.005, **provider)
        return await self.serve_customer(funds_usd=funds_usd, config=CONFIG, price=PRICE)

    async def stream(self, daemon, key):
        return await client.chat(daemon.port, key, client.chat_body(MODEL, stream=True, max_tokens=4000))

    async def check_books(self, daemon, account, funds_usd):
        orders = await daemon.everything("/orders", account=account["id"])
        wallet = await daemon.wallet(account)
        self.assertEqual(nano(wallet["held_usd"]), 0)
        self.assertGreaterEqual(nano(wallet["available_usd"]), 0)
        self.assertEqual(nano(wallet["available_usd"]),
                         nano(funds_usd) - sum(nano(order["charge_usd"]) for order in orders))
        for order in orders:
            self.assertLessEqual(nano(order["charge_usd"]), nano(order["hold_usd"]))
        self.assertEqual(await daemon.stop(), 0)
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_a_wallet_far_below_the_most_carries_an_answer(self):
        daemon, account, key = await self.serve_one("1.00")  # 4,000 tokens could cost $4
        answer = await self.stream(daemon, key)
        self.assertTrue(answer.is_success, answer.body)
        order = await daemon.ended_order(answer.headers["x-gotoai-order"])
        self.assertEqual(nano(order["charge_usd"]), nano("0.04"))  # 40 tokens, as the provider counts
        self.assertLessEqual(nano(order["hold_usd"]), nano("0.50"))
        extensions = await daemon.everything("/bookings", kind="extension")
        self.assertGreaterEqual(len(extensions), 6)
        await self.check_books(daemon, account, "1.00")

    async def test_an_answer_ends_where_the_wallet_does(self):
        daemon, account, key = await self.serve_one("0.20")
        answer = await self.stream(daemon, key)
        self.assertEqual((answer.status, answer.has_ended), (200, True))
        self.assertEqual((answer.error["type"], answer.error["code"]), ("insufficient_quota", "insufficient_funds"))
        self.assertNotIn("[DONE]", answer.frames)
        self.assertGreater(len(answer.frames), 5)
        order = await daemon.ended_order(answer.headers["x-gotoai-order"])
        self.assertEqual((order["state"], order["reason"]), ("finalized", "hold_exhausted"))
        self.assertGreater(nano(order["charge_usd"]), 0)
        await self.check_books(daemon, account, "0.20")

    async def test_reasoning_that_nobody_sees_is_paid_by_whoever_asked(self):
        usage = upstream.usage_block(12, 3000, completion_tokens_details={"reasoning_tokens": 2999})
        for funds, charge in (("10.00", "3.00"), ("1.00", "1.00")):
            self.upstream.behaviours[MODEL] = upstream.answer(["hi"], usage=usage)
            daemon, account, key = await self.serve_customer(funds_usd=funds, config=CONFIG, price=PRICE)
            answer = await self.stream(daemon, key)
            self.assertTrue(answer.is_success, answer.body)
            order = await daemon.ended_order(answer.headers["x-gotoai-order"])
            self.assertEqual(nano(order["charge_usd"]), nano(charge))
            transfers = await daemon.everything("/transfers", order=order["id"])
            absorbed = sum(nano(transfer["amount_usd"]) for transfer in transfers if transfer["kind"] == "absorb")
            self.assertEqual(absorbed, nano("3.00") - nano(charge))
            await self.check_books(daemon, account, funds)
            self.folder = self.folder / "next"
            self.folder.mkdir()

    async def test_many_streams_never_overdraw_one_wallet(self):
        daemon, account, key = await self.serve_one("1.00", reports_usage=False)
        answers = await gather(20, lambda _: self.stream(daemon, key))
        for answer in answers:
            if not answer.is_success:
                self.assertEqual(answer.error["code"], "insufficient_funds")
        self.assertTrue(any(not answer.is_success for answer in answers))
        await self.check_books(daemon, account, "1.00")

    async def test_a_crash_in_between_keeps_what_was_extended(self):
        daemon, account, key = await self.serve_one("1.00")
        token = daemon.admin_token
        async with client.Connection(daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions",
                                   client.chat_body(MODEL, stream=True, max_tokens=4000), client.bearer(key))
            async for _ in connection.pieces():
                if len(connection.answer.frames) == 20:
                    break
            await daemon.killed()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
        daemon = await self.serve(config=CONFIG)
        daemon.admin_token = token
        wallet = await daemon.wallet(account)
        doubted = (await daemon.admin("GET", f"/orders?account={account['id']}"))["data"][0]
        self.assertEqual(doubted["state"], "in_doubt")
        self.assertGreaterEqual(nano(doubted["hold_usd"]), nano("0.10"))
        self.assertEqual(wallet["held_usd"], doubted["hold_usd"])
        await daemon.admin("POST", f"/doubts/{doubted['id']}/release", {"reason": "test"}, idempotency_key="r")
        await self.check_books(daemon, account, "1.00")
