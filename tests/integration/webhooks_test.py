# SPDX-License-Identifier: GPL-3.0-or-later
"""Alerts on their way to a receiver that others run."""

import hashlib
import hmac
import json
import time

from case import MODEL, DaemonCase
from harness import client
from harness.daemon import eventually
from harness.upstream import Upstream

PRICE = {"prompt_usd_per_1m": "0", "completion_usd_per_1m": "0", "request_usd": "0.6"}


class WebhooksTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.receiver = await self.enterAsyncContext(Upstream())
        self.statuses = []

        async def behave(call):
            call.whole(self.statuses.pop(0) if self.statuses else 204, b"")

        self.receiver.behaviours[""] = behave

    async def add_webhook(self, daemon, **members):
        body = {"name": "pager", "url": self.receiver.base_url + "/in?team=1", "allow_private_addresses": True, **members}
        return await daemon.admin("POST", "/webhooks", body)

    def check_signature(self, call, secret):
        fields = dict(part.split("=", 1) for part in call.headers["x-gotoai-signature"].split(","))
        signed = fields["t"].encode() + b"." + call.body
        self.assertEqual(fields["v1"], hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest())
        self.assertLess(abs(time.time() - int(fields["t"])), 60)

    async def waiting(self, daemon, webhook):
        return (await daemon.admin("GET", f"/webhooks/{webhook['id']}"))["waiting"]

    async def test_a_receiver_that_fails_twice_gets_it_though_the_daemon_dies_between(self):
        daemon, account, key = await self.serve_customer("1.00", price=PRICE)
        webhook = await self.add_webhook(daemon, kinds=["low_balance"])
        await daemon.admin("PATCH", f"/accounts/{account['id']}", {"low_balance_usd": "0.50"})
        self.statuses = [500, 503]
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        await eventually(lambda: len(self.receiver.calls) >= 2, what="the second attempt")
        await daemon.killed()
        daemon = await daemon.start()

        async def has_ended():
            return (await daemon.admin("GET", f"/webhooks/{webhook['id']}"))["last_delivery"]

        last = await eventually(has_ended, seconds=20, what="the delivery")
        self.assertEqual((last["delivered"], last["status"], last["error"]), (True, 204, None))
        self.assertGreaterEqual(last["attempts"], 2)
        self.assertEqual(len(self.receiver.calls), 3)
        events = [json.loads(call.body) for call in self.receiver.calls]
        self.assertEqual(len({event["id"] for event in events}), 1, "one delivery, whatever happened")
        self.assertEqual(events[0]["type"], "alert.raised")
        self.assertEqual(events[0]["alert"]["subject"], account["id"])
        for call in self.receiver.calls:
            self.check_signature(call, webhook["secret"])
            self.assertEqual(call.headers["x-request-id"], events[0]["id"])

        await daemon.top_up(account, "5")
        await eventually(lambda: len(self.receiver.calls) == 4, what="the news that it is over")
        over = json.loads(self.receiver.calls[3].body)
        self.assertEqual((over["type"], over["alert"]["acknowledged_by"]), ("alert.over", "gotoaid"))
        self.assertNotIn(webhook["secret"], daemon.log())

    async def test_a_test_is_told_and_a_redirect_is_not_followed(self):
        daemon = await self.serve()
        webhook = await self.add_webhook(daemon)
        told = await daemon.admin("POST", f"/webhooks/{webhook['id']}/test")
        self.assertEqual((told["delivered"], told["status"]), (True, 204))
        self.assertEqual(json.loads(self.receiver.calls[0].body)["type"], "test")

        async def redirect(call):
            call.whole(307, b"", headers={"location": self.upstream.base_url})

        self.receiver.behaviours[""] = redirect
        told = await daemon.admin("POST", f"/webhooks/{webhook['id']}/test")
        self.assertEqual((told["delivered"], told["status"]), (False, 307))
        self.assertEqual(self.upstream.calls, [])

    async def test_private_addresses_need_an_explicit_allowance(self):
        daemon = await self.serve()
        refused = await daemon.admin("POST", "/webhooks", {"name": "x", "url": self.receiver.base_url}, expect=(400,))
        self.assertEqual(refused["param"], "url", "http is for private addresses alone")
        port = self.receiver.base_url.split(":")[2].split("/")[0]
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"):
            webhook = await daemon.admin("POST", "/webhooks", {"name": "x", "url": f"https://{host}:{port}/"})
            told = await daemon.admin("POST", f"/webhooks/{webhook['id']}/test")
            self.assertFalse(told["delivered"], host)
        self.assertEqual(self.receiver.connections_made, 0)
