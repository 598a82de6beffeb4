# SPDX-License-Identifier: GPL-3.0-or-later
"""Statements: opening + activity = closing for any period, on pages and in files."""

import csv
import io
import random

from case import MODEL, DaemonCase, gather
from harness import client, upstream
from harness.money import nano

AMOUNTS = ("available_usd", "held_usd", "total_usd", "promo_usd")


class StatementTest(DaemonCase):
    async def export(self, daemon, account, form, query=""):
        answer = await client.call(daemon.admin_port, "GET", f"/admin/v1/accounts/{account['id']}/statement?format={form}{query}",
                                   headers=client.bearer(daemon.admin_token))
        self.assertEqual(answer.status, 200)
        return answer

    def check(self, statement):
        """opening + activity = closing, and the lines come to it."""
        for name in AMOUNTS:
            changes = sum(nano(activity["change"][name]) for activity in statement["activity"])
            self.assertEqual(nano(statement["opening"][name]) + changes, nano(statement["closing"][name]), name)
        lines = sum(nano(line["amount_usd"]) for line in statement["data"])
        self.assertEqual(nano(statement["opening"]["total_usd"]) + lines, nano(statement["closing"]["total_usd"]))

    async def test_any_cut_of_a_busy_account_adds_up(self):
        self.upstream.behaviours[MODEL] = upstream.answer(usage=upstream.usage_block(prompt=30, completion=14))
        daemon, account, key = await self.serve_customer("1.00")
        await gather(30, lambda _: client.chat(daemon.port, key, client.chat_body(MODEL)))
        await daemon.top_up(account, "0.5")

        path = f"/accounts/{account['id']}/statement"
        whole = (await self.export(daemon, account, "json")).json
        self.check(whole)
        self.assertEqual(nano(whole["opening"]["total_usd"]), 0)
        self.assertEqual(whole["closing"]["available_usd"], (await daemon.wallet(account))["available_usd"])
        self.assertEqual(len([line for line in whole["data"] if line["kind"] == "cost"]), 30)

        times = sorted(random.Random(1).sample([line["at"] for line in whole["data"]], 6))
        closing = whole["opening"]
        for begin, end in zip([None, *times], [*times, None]):
            bounds = [f"{name}={at}" for name, at in (("from", begin), ("to", end)) if at]
            part = await daemon.admin("GET", path + "?limit=500&" + "&".join(bounds))
            self.check(part)
            self.assertEqual(part["opening"], closing)
            closing = part["closing"]
        self.assertEqual(closing, whole["closing"])

    async def test_the_file_holds_what_the_pages_hold(self):
        self.upstream.behaviours[MODEL] = upstream.answer(usage=upstream.usage_block(prompt=30, completion=14))
        daemon, account, key = await self.serve_customer("1.00")
        await gather(4, lambda _: client.chat(daemon.port, key, client.chat_body(MODEL)))
        lines = await daemon.everything(f"/accounts/{account['id']}/statement")
        answer = await self.export(daemon, account, "csv")
        self.assertIn("text/csv", answer.headers["content-type"])
        records = list(csv.DictReader(io.StringIO(answer.body.decode())))
        self.assertEqual((records[0]["kind"], records[-1]["kind"]), ("opening", "closing"))
        self.assertEqual([record["number"] for record in records[1:-1]], [str(line["number"]) for line in reversed(lines)])
        balance = nano(records[0]["balance_usd"])
        for record in records[1:-1]:
            balance += nano(record["amount_usd"])
            self.assertEqual(nano(record["balance_usd"]), balance)
        self.assertEqual(nano(records[-1]["balance_usd"]), balance)
