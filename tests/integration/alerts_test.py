# SPDX-License-Identifier: GPL-3.0-or-later
"""What operators are told of by themselves."""

from case import MODEL, DaemonCase
from harness import client
from harness import upstream as scripted
from harness.daemon import eventually

PRICE = {"prompt_usd_per_1m": "0", "completion_usd_per_1m": "0", "request_usd": "0.4"}


class AlertsTest(DaemonCase):
    async def open_alerts(self, daemon, kind):
        return (await daemon.admin("GET", f"/alerts?open=true&kind={kind}"))["data"]

    async def test_a_low_balance_is_told_and_over_with_the_next_top_up(self):
        daemon, account, key = await self.serve_customer("1.00", price=PRICE)
        await daemon.admin("PATCH", f"/accounts/{account['id']}", {"low_balance_usd": "0.50"}, if_match="*")
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        self.assertEqual(await self.open_alerts(daemon, "low_balance"), [], "0.60 are left")
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        alert = (await eventually(lambda: self.open_alerts(daemon, "low_balance"), what="the alert"))[0]
        self.assertEqual((alert["subject"], alert["account"], alert["count"]), (account["id"], account["id"], 1))
        self.assertIn("$0.2 available, less than $0.5", alert["facts"])
        self.assertIn('"alert"', daemon.log())

        await daemon.killed()
        daemon = await daemon.start()
        await daemon.top_up(account, "1")

        async def is_over():
            return not await self.open_alerts(daemon, "low_balance")

        await eventually(is_over, what="the end of the alert")
        again = await daemon.admin("GET", f"/alerts/{alert['id']}")
        self.assertEqual(again["acknowledged_by"], "gotoaid")

    async def test_usage_that_is_none_is_told(self):
        daemon, account, key = await self.serve_customer("1.00")

        async def behave(call):
            call.whole(200, scripted.completion(MODEL, usage=scripted.usage_block(prompt=-5, completion=3)))

        self.upstream.behaviours[MODEL] = behave
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
        self.assertTrue(answer.is_success)
        alert = (await eventually(lambda: self.open_alerts(daemon, "absurd_usage"), what="the alert"))[0]
        self.assertEqual(alert["subject"], answer.headers["x-gotoai-endpoint"])
        self.assertIn(answer.headers["x-gotoai-order"], alert["facts"])
        self.assertIsNone(alert["account"])
