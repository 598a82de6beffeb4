# SPDX-License-Identifier: GPL-3.0-or-later
"""Budgets of accounts and keys under contention and over a kill."""

from case import MODEL, DaemonCase, gather
from harness import client
from harness.daemon import verify
from harness.money import nano

CALLS = 300
PAID = 40
PRICE = {"prompt_usd_per_1m": "0", "completion_usd_per_1m": "0", "request_usd": "0.01"}


class BudgetsTest(DaemonCase):
    async def add_budget(self, daemon, account, limit_usd, **members):
        body = {"account": account["id"], "name": "team", "period": "month", "limit_usd": limit_usd, **members}
        return await daemon.admin("POST", "/budgets", body)

    async def test_a_budget_for_forty_calls_pays_exactly_forty_of_many(self):
        daemon, account, key = await self.serve_customer("100.00", price=PRICE)
        budget = await self.add_budget(daemon, account, "0.40", time_zone="Europe/Warsaw")
        answers = await gather(CALLS, lambda _: client.chat(daemon.port, key, client.chat_body(MODEL)))
        statuses = sorted(answer.status for answer in answers)
        self.assertEqual(statuses, [200] * PAID + [402] * (CALLS - PAID))
        refused = next(answer for answer in answers if answer.status == 402)
        self.assertEqual((refused.error["type"], refused.error["param"]), ("insufficient_quota", "budget"))
        self.assertIn(budget["id"], refused.error["message"])
        self.assertEqual(refused.headers["x-should-retry"], "false")
        self.assertEqual(len(self.upstream.calls), PAID, "a refused call must not reach the provider")
        budget = await daemon.admin("GET", f"/budgets/{budget['id']}")
        self.assertEqual((nano(budget["spent_usd"]), nano(budget["held_usd"])), (nano("0.4"), 0))

        await daemon.killed()
        daemon = await daemon.start()
        again = await daemon.admin("GET", f"/budgets/{budget['id']}")
        self.assertEqual((again["spent_usd"], again["held_usd"]), (budget["spent_usd"], "0"))
        self.assertEqual((await client.chat(daemon.port, key, client.chat_body(MODEL))).status, 402)
        order = (await daemon.everything("/orders", account=account["id"], state="finalized"))[0]
        await daemon.admin("POST", "/refunds", {"order": order["id"], "reason": "slow"}, idempotency_key="r1")
        self.assertEqual((await client.chat(daemon.port, key, client.chat_body(MODEL))).status, 200)
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)

    async def test_a_keys_budget_leaves_the_accounts_other_keys_alone(self):
        daemon, account, key = await self.serve_customer("1.00", price=PRICE)
        other = await daemon.add_key(account)
        await self.add_budget(daemon, account, "0", key=other["id"], period="total")
        self.assertEqual((await client.chat(daemon.port, other["secret"], client.chat_body(MODEL))).status, 402)
        self.assertEqual((await client.chat(daemon.port, key, client.chat_body(MODEL))).status, 200)
