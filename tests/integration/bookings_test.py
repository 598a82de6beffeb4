# SPDX-License-Identifier: GPL-3.0-or-later
"""Money beside calls and top-ups: granted, refunded, charged back, paid out; through crashes, by many at once."""

from case import MODEL, DaemonCase, gather
from harness import client
from harness.daemon import verify
from harness.money import nano

PER_CALL = {"prompt_usd_per_1m": "0", "completion_usd_per_1m": "0", "request_usd": "0.01"}


class BookingsTest(DaemonCase):
    async def call(self, daemon, key):
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
        self.assertEqual(answer.status, 200)
        return answer.headers["x-gotoai-order"]

    async def test_granted_money_pays_first_and_comes_back_by_a_refund(self):
        daemon, account, key = await self.serve_customer("1.00", price=PER_CALL)
        await daemon.admin("POST", "/grants", {"account": account["id"], "amount_usd": "0.015", "reason": "welcome"},
                           idempotency_key="welcome")
        first, second = await self.call(daemon, key), await self.call(daemon, key)
        wallet = await daemon.wallet(account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["promo_available_usd"])), (nano("0.995"), 0))
        self.assertEqual(nano((await daemon.ended_order(first))["promo_usd"]), nano("0.01"))
        self.assertEqual(nano((await daemon.ended_order(second))["promo_usd"]), nano("0.005"))
        await daemon.admin("POST", "/refunds", {"order": second, "reason": "slow"}, idempotency_key="slow")
        wallet = await daemon.wallet(account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["promo_available_usd"])), (nano("1"), nano("0.005")))
        self.assertEqual(nano((await daemon.ended_order(second))["refunded_usd"]), nano("0.01"))
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)

    async def test_the_same_refund_a_hundred_times_at_once_has_one_effect(self):
        daemon, account, key = await self.serve_customer("1.00", price=PER_CALL)
        order = await self.call(daemon, key)
        await daemon.ended_order(order)
        body = {"order": order, "amount_usd": "0.004", "reason": "slow"}

        async def refund(_):
            return await client.call(daemon.admin_port, "POST", "/admin/v1/refunds", body,
                                     {**client.bearer(daemon.admin_token), "idempotency-key": "once"})

        answers = await gather(100, refund)
        self.assertLessEqual({answer.status for answer in answers}, {201, 409}, "409: the first is still being made")
        self.assertEqual(len({answer.json["id"] for answer in answers if answer.status == 201}), 1)
        self.assertEqual(nano((await daemon.wallet(account))["available_usd"]), nano("0.994"))
        self.assertEqual(len(await daemon.everything("/bookings", order=order)), 1)

    async def test_bookings_survive_a_kill(self):
        daemon, account, key = await self.serve_customer("1.00", price=PER_CALL)
        order = await self.call(daemon, key)
        provider = (await daemon.everything("/providers"))[0]
        suspense = f"suspense:reconcile:{provider['id']}"
        writes = (
            ("/grants", {"account": account["id"], "amount_usd": "0.5"}),
            ("/refunds", {"order": order, "amount_usd": "0.001", "reason": "slow"}),
            ("/chargebacks", {"account": account["id"], "rail": "stripe", "external_id": "dp_1", "amount_usd": "0.1"}),
            ("/provider-credits", {"provider": provider["id"], "amount_usd": "0.002"}),
            ("/payouts", {"provider": provider["id"], "amount_usd": "0.001"}),
            ("/adjustments", {"debit": suspense, "credit": "expense:absorbed", "amount_usd": "0.002", "reason": "drift"}),
        )
        made = [await daemon.admin("POST", path, body, idempotency_key=path) for path, body in writes]
        before = await daemon.wallet(account)
        await daemon.killed()
        await daemon.start()
        self.assertEqual(await daemon.wallet(account), before)
        self.assertEqual(await daemon.everything("/bookings"), list(reversed(made)))
        for (path, body), first in zip(writes, made):
            self.assertEqual(await daemon.admin("POST", path, body, idempotency_key=path), first)
        await daemon.stop()
        code, printed = verify(daemon.data_dir)
        self.assertEqual(code, 0, printed)
        self.assertRegex(printed, r"bookings +6\b")
