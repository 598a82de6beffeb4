# SPDX-License-Identifier: GPL-3.0-or-later
"""Broken books stop money until an operator has looked."""

import sqlite3

from case import MODEL, DaemonCase
from harness import client
from harness.daemon import eventually


class BooksTest(DaemonCase):
    async def frozen(self, daemon):
        return (await daemon.admin("GET", "/books"))["freeze"]

    async def test_a_changed_transfer_freezes_the_books_until_an_operator_releases_them(self):
        daemon, account, key = await self.serve_customer("10.00")
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        await daemon.stop()
        with sqlite3.connect(daemon.data_dir / "ledger.db") as ledger:
            ledger.execute("DROP TRIGGER transfers_no_update")
            ledger.execute("UPDATE transfers SET amount_nano = amount_nano + 1 WHERE number = 2")
        ledger.close()
        daemon = await daemon.start()
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success, "it lies in the past")
        await daemon.admin("POST", "/books/audit", expect=(202,))
        freeze = await eventually(lambda: self.frozen(daemon), what="the finding")
        self.assertEqual(freeze["fault"], "chain")
        self.assertTrue(freeze["finding"].startswith("transfers 2: "), freeze)

        for attempt in range(2):
            refused = await client.chat(daemon.port, key, client.chat_body(MODEL))
            self.assertEqual((refused.status, refused.error["code"]), (503, "books_frozen"), refused.body)
            await daemon.admin("POST", "/topups", {"account": account["id"], "amount_usd": "1"}, expect=(503,),
                               idempotency_key=f"t{attempt}")
            ready = await client.call(daemon.admin_port, "GET", "/readyz")
            self.assertIn("books_frozen", ready.body.decode())
            alerts = await daemon.admin("GET", "/alerts?open=true&kind=books_broken")
            self.assertEqual([alert["severity"] for alert in alerts["data"]], ["critical"])
            await daemon.killed()  # and it is so after a crash
            daemon = await daemon.start()

        released = await daemon.admin("POST", "/books/release", {"reason": "the disk was repaired"})
        self.assertEqual(released["state"], "open")
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        audited = (await daemon.admin("GET", "/audit?route=/admin/v1/books/release"))["data"]
        self.assertIn("the disk was repaired", str(audited[0]["after"]))

    async def test_what_an_operator_has_seen_hides_nothing_behind_it(self):
        daemon, _, key = await self.serve_customer("10.00")
        for _ in range(4):
            self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        for number in (3, 6):
            await daemon.stop()
            with sqlite3.connect(daemon.data_dir / "ledger.db") as ledger:
                ledger.execute("DROP TRIGGER IF EXISTS transfers_no_update")
                ledger.execute("UPDATE transfers SET at_us = at_us + 1000 WHERE number = ?", (number,))
            ledger.close()
            daemon = await daemon.start()
            await daemon.admin("POST", "/books/audit", expect=(202,))
            freeze = await eventually(lambda: self.frozen(daemon), what="the finding")
            self.assertTrue(freeze["finding"].startswith(f"transfers {number}: "), freeze)
            await daemon.admin("POST", "/books/release", {"reason": "seen"})

    async def test_sound_books_stay_open(self):
        daemon, _, key = await self.serve_customer("10.00")
        for _ in range(5):
            self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        await daemon.admin("POST", "/books/audit", expect=(202,))

        async def is_over():
            return ((await daemon.admin("GET", "/books"))["audit"] or {}).get("ended_at")

        await eventually(is_over, what="the end of the audit")
        books = await daemon.admin("GET", "/books")
        self.assertEqual((books["state"], books["audit"]["finding"]), ("open", None))
        self.assertGreater(books["audit"]["transfers"], 5)
