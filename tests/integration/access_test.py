# SPDX-License-Identifier: GPL-3.0-or-later
"""People use the admin API of a real daemon: they sign in, survive a restart, and leave no secret behind."""

import asyncio
import contextlib
import sqlite3
import uuid
from datetime import datetime, timezone

from case import MODEL, DaemonCase
from harness import client
from harness.daemon import verify

PASSWORD = "correct horse " + uuid.uuid4().hex


async def sign_in(daemon, email, password=PASSWORD):
    return await client.call(daemon.admin_port, "POST", "/admin/v1/sessions", {"email": email, "password": password})


async def ask(daemon, token, path, method="GET", body=None):
    return await client.call(daemon.admin_port, method, "/admin/v1" + path, body, client.bearer(token))


class AccessTest(DaemonCase):
    async def test_a_member_lives_in_his_account(self):
        config = "[sessions]\nlifetime_ms = 90000\n"
        daemon = await self.serve(config=config)
        own, foreign = await daemon.add_account("1.00"), await daemon.add_account("1.00")
        for account in (own, foreign):
            await daemon.add_key(account)
        await daemon.admin("POST", "/users", {"email": "ann@example.com", "role": "member", "account": own["id"],
                                              "password": PASSWORD})
        session = (await sign_in(daemon, "ann@example.com")).json
        left = datetime.fromisoformat(session["expires_at"].replace("Z", "+00:00")) - datetime.now(timezone.utc)
        self.assertTrue(60 < left.total_seconds() <= 90, left)

        await daemon.killed()
        daemon = await self.serve(config=config)
        keys = (await ask(daemon, session["token"], "/keys")).json["data"]
        self.assertEqual([key["account"] for key in keys], [own["id"]])
        made = await ask(daemon, session["token"], "/keys", "POST", {"account": own["id"]})
        self.assertEqual(made.status, 201)
        self.assertEqual((await ask(daemon, session["token"], f"/wallets/{foreign['id']}")).status, 404)
        refused = await ask(daemon, session["token"], "/providers")
        self.assertEqual(refused.status, 403)
        self.assertIn("admin, operator or viewer", refused.json["detail"])

    async def test_a_key_may_use_some_models_alone(self):
        daemon, account, _ = await self.serve_customer("1.00")
        key = await daemon.add_key(account, models=["other/*"])
        bearer = client.bearer(key["secret"])
        refused = await client.chat(daemon.port, key["secret"], client.chat_body(MODEL))
        self.assertEqual((refused.status, refused.error["code"], refused.error["param"]),
                         (403, "model_not_allowed", "model"))
        self.assertNotIn("x-gotoai-order", refused.headers)
        self.assertEqual((await client.call(daemon.port, "GET", "/v1/models", headers=bearer)).json["data"], [])
        self.assertEqual((await client.call(daemon.port, "GET", f"/v1/models/{MODEL}", headers=bearer)).status, 404)

        await daemon.admin("PATCH", f"/keys/{key['id']}", {"models": [MODEL]})
        await daemon.killed()
        daemon = await daemon.start()
        answer = await client.chat(daemon.port, key["secret"], client.chat_body(MODEL))
        self.assertTrue(answer.is_success, answer)
        listed = (await client.call(daemon.port, "GET", "/v1/models", headers=bearer)).json["data"]
        self.assertEqual([model["id"] for model in listed], [MODEL])

    async def test_signing_in_stalls_nobody(self):
        """Hashes of the real cost are made while the listener goes on answering others."""
        daemon = await self.serve()
        for number in range(6):
            await daemon.admin("POST", "/users", {"email": f"u{number}@example.com", "role": "viewer",
                                                  "password": PASSWORD})
        signing_in = [asyncio.create_task(sign_in(daemon, f"u{number}@example.com")) for number in range(6)]
        answers = 0
        while not all(task.done() for task in signing_in):
            self.assertEqual((await client.call(daemon.admin_port, "GET", "/healthz")).status, 200)
            answers += 1
        self.assertEqual([task.result().status for task in signing_in], [201] * 6)
        # Were the hashes made where requests are answered, an answer would come after each of them, and no more.
        self.assertGreater(answers, 20)

    async def test_secrets_leave_no_trace(self):
        daemon = await self.serve(config='[log]\nlevel = "debug"\n')
        await daemon.admin("POST", "/users", {"email": "ann@example.com", "role": "viewer", "password": PASSWORD})
        invited = await daemon.admin("POST", "/users", {"email": "bob@example.com", "role": "viewer"})
        session = (await sign_in(daemon, "ann@example.com")).json
        secret = "another horse " + uuid.uuid4().hex
        wrong = await sign_in(daemon, "ann@example.com", secret)
        short = await client.call(daemon.admin_port, "POST", "/admin/v1/users",
                                  {"email": "eve@example.com", "role": "nobody", "password": secret},
                                  client.bearer(daemon.admin_token))
        token = await daemon.admin("POST", "/admin-tokens", {"role": "viewer"})
        told = [wrong.body, short.body]
        for path in ("/users", "/sessions", "/admin-tokens"):
            told.append((await ask(daemon, daemon.admin_token, path)).body)
        told.append((await client.call(daemon.admin_port, "GET", "/metrics")).body)
        await daemon.stop()
        told.append(daemon.log().encode())
        told += [path.read_bytes() for path in daemon.data_dir.rglob("*") if path.is_file()]
        for text in told:
            for canary in (PASSWORD, secret, invited["invitation"], session["token"], token["token"]):
                self.assertNotIn(canary.encode(), text)

    async def test_an_audit_log_that_was_cut_is_found(self):
        """Its newest records are gone, its chain whole, and somebody wrote on."""
        daemon = await self.serve()
        for name in ("ann", "bob", "eve"):
            await daemon.admin("POST", "/accounts", {"name": name})
        await daemon.admin("POST", "/system/master-keys", {})  # the anchor goes along
        await daemon.stop()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
        self.assertRegex(output, r"audit +4 \(anchored at 4\)")
        with contextlib.closing(sqlite3.connect(daemon.data_dir / "ledger.db")) as database:
            database.executescript("DROP TRIGGER audit_log_no_delete; DELETE FROM audit_log WHERE number > 2")
        self.assert_cut(daemon)

        again = await self.serve()
        self.assertIn("audit_log_cut", again.log())
        again.admin_token = daemon.admin_token
        for name in ("zoe", "kim", "lou"):
            await again.admin("POST", "/accounts", {"name": name})
        await again.stop()
        self.assert_cut(again)

    def assert_cut(self, daemon):
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 1, output)
        self.assertIn("the audit log does not hold: audit_log 4", output)
