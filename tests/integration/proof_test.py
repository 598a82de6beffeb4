# SPDX-License-Identifier: GPL-3.0-or-later
"""What proves the books to others: signed heads outside the database, exported journals."""

import asyncio
import copy
import json
import shutil
import sqlite3
import stat

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import Daemon, eventually
from localcontrol_test import run


class HeadsTest(DaemonCase):
    async def signed(self, daemon):
        """The chain's state once all that was answered is signed."""
        async def look():
            state = (await daemon.admin("GET", "/system"))["chain"]
            transfers = (await daemon.admin("GET", "/transfers?limit=1"))["data"]
            return state if state["head"] and state["head"]["transfers"] == int(transfers[0]["number"]) else None
        return await eventually(look, what="a signed head of everything")

    async def test_the_chain_is_signed_while_it_moves(self):
        daemon, account, key = await self.serve_customer()
        first = await self.signed(daemon)
        self.assertEqual(first["state"], "signed")
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        second = await self.signed(daemon)
        self.assertGreater(second["head"]["batch"], first["head"]["batch"])
        heads = (daemon.data_dir / "heads").read_text().splitlines()
        self.assertEqual(heads[-1], second["head"]["line"])
        self.assertEqual(stat.S_IMODE((daemon.data_dir / "heads.key").stat().st_mode), 0o600)
        code, out, _ = await run("status", data_dir=daemon.data_dir)
        self.assertEqual(code, 0)
        self.assertRegex(out, rf"chain +signed \d+ s ago: batch {second['head']['batch']}, ")

        await daemon.killed()
        with open(daemon.data_dir / "heads", "a", encoding="utf-8") as file:
            file.write(heads[-1][:100])  # as a crash would leave it
        again = await Daemon(daemon.data_dir).start()
        self.addAsyncCleanup(again.stop)
        await again.top_up(account, "1")
        third = await self.signed(again)
        self.assertEqual(third["head"]["key"], first["head"]["key"])
        lines = (daemon.data_dir / "heads").read_text().splitlines()
        self.assertEqual(lines[:len(heads)], heads)
        await again.stop()
        code, out, err = await run("verify", data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        self.assertRegex(out, rf"signed heads +{len(lines)} \(the last of batch ")
        self.assertNotIn("unproven", out)

    async def test_a_ledger_that_was_set_back_is_found(self):
        daemon, account, _ = await self.serve_customer()
        await self.signed(daemon)
        await daemon.stop()
        shutil.copytree(daemon.data_dir, self.folder / "before")
        again = await Daemon(daemon.data_dir).start()
        self.addAsyncCleanup(again.stop)
        await again.top_up(account, "1", "later")
        await self.signed(again)
        await again.stop()
        heads = (daemon.data_dir / "heads").read_text()
        (self.folder / "before" / "heads").write_text(heads)
        code, _, err = await run("verify", data_dir=self.folder / "before")
        self.assertEqual(code, 1)
        self.assertRegex(err, r"heads \d+: batch \d+ was signed at .*: it was cut off, or an older copy put back")

        set_back = await self.serve(name="before")
        state = (await set_back.admin("GET", "/system"))["chain"]
        self.assertEqual(state, {"state": "cut", "head": None})
        self.assertIn("ledger_cut", set_back.log())
        await set_back.stop()
        self.assertEqual((self.folder / "before" / "heads").read_text(), heads, "the evidence stays")


def leaves(value, path=()):
    """(path, value) of everything in a JSON value that is neither object nor list."""
    if isinstance(value, dict):
        for name in value:
            yield from leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for place, element in enumerate(value):
            yield from leaves(element, (*path, place))
    else:
        yield path, value


def changed(document, path, value):
    """A copy of a JSON value in which what stands at `path` is something else of its kind."""
    document = copy.deepcopy(document)
    parent = document
    for name in path[:-1]:
        parent = parent[name]
    if isinstance(value, bool):
        parent[path[-1]] = not value
    elif isinstance(value, int):
        parent[path[-1]] = value + 1
    elif value is None:
        parent[path[-1]] = "2026-01-01T00:00:00.000000Z"
    else:
        parent[path[-1]] = (value[:-1] + ("1" if value[-1] != "1" else "2")) if value else "x"
    return document


class ReceiptTest(DaemonCase):
    async def test_a_receipt_proves_an_order_and_every_field_of_it(self):
        daemon, _, key = await self.serve_customer()
        answers = [await client.chat(daemon.port, key, client.chat_body(MODEL)) for _ in range(4)]
        order = answers[1].headers["x-gotoai-order"]
        path = f"/orders/{order}/receipt"

        async def fetch():
            answer = await client.call(daemon.admin_port, "GET", "/admin/v1" + path, headers=client.bearer(daemon.admin_token))
            self.assertIn(answer.status, (200, 409), answer.body)
            return answer.json if answer.status == 200 else None
        receipt = await eventually(fetch, what="a receipt")
        shown = await daemon.admin("GET", f"/orders/{order}")
        for name in ("charge_usd", "provider_cost_usd", "platform_fee_usd", "attempts", "created_at", "ended_at"):
            self.assertEqual(receipt["order"][name], shown[name], name)
        mine = await client.call(daemon.port, "GET", "/v1" + path, headers=client.bearer(key))
        self.assertEqual((mine.status, mine.json), (200, receipt))
        text = mine.body.decode()
        for other in (answers[0], answers[2], answers[3]):
            self.assertNotIn(other.headers["x-gotoai-order"].removeprefix("ord_"), text)

        file = self.folder / "receipt.json"
        public = daemon.data_dir / "heads.pub"
        file.write_text(text, encoding="utf-8")
        code, out, err = await run("verify", "--receipt", file, "--public-key", public)
        self.assertEqual(code, 0, err)
        self.assertIn(order, out)
        for place, value in leaves(receipt):
            file.write_text(json.dumps(changed(receipt, place, value)), encoding="utf-8")
            code, out, err = await run("verify", "--receipt", file, "--public-key", public)
            self.assertEqual((code, out), (1, ""), f"{place} was changed unnoticed")


    async def test_a_receipt_is_its_own_customers_alone(self):
        daemon, _, key = await self.serve_customer()
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
        path = f"/v1/orders/{answer.headers['x-gotoai-order']}/receipt"

        async def fetch():
            answer = await client.call(daemon.port, "GET", path, headers=client.bearer(key))
            self.assertIn(answer.status, (200, 409), answer.body)
            self.assertTrue(answer.status == 200 or answer.headers["retry-after"])
            return answer.status == 200
        await eventually(fetch, what="a receipt")
        foreign = (await daemon.add_key(await daemon.add_account("1")))["secret"]
        theirs = await client.call(daemon.port, "GET", path, headers=client.bearer(foreign))
        nobodys = await client.call(daemon.port, "GET", "/v1/orders/ord_" + "0" * 32 + "/receipt",
                                    headers=client.bearer(key))
        self.assertEqual((theirs.status, nobodys.status), (404, 404))
        self.assertEqual(theirs.json, nobodys.json)
        self.assertEqual(theirs.json["error"]["code"], "order_not_found")
        self.assertEqual((await client.call(daemon.port, "GET", path)).status, 401)

    async def test_a_foreign_order_that_runs_is_not_told_of(self):
        self.upstream.behaviours[MODEL] = upstream.answer(["slow"], first_pause=5)
        daemon, account, key = await self.serve_customer()
        async with client.Connection(daemon.port) as connection:
            running = asyncio.ensure_future(connection.request(
                "POST", "/v1/chat/completions", client.chat_body(MODEL), client.bearer(key)))

            async def reserved():
                return (await daemon.admin("GET", f"/orders?account={account['id']}&state=reserved"))["data"]
            order = (await eventually(reserved, what="a running order"))[0]["id"]
            path = f"/v1/orders/{order}/receipt"
            foreign = (await daemon.add_key(await daemon.add_account("1")))["secret"]
            theirs = await client.call(daemon.port, "GET", path, headers=client.bearer(foreign))
            mine = await client.call(daemon.port, "GET", path, headers=client.bearer(key))
            self.assertEqual((theirs.status, mine.status), (404, 409))
            running.cancel()


class JournalTest(DaemonCase):
    async def test_an_exported_journal_stands_for_itself(self):
        daemon, _, key = await self.serve_customer()
        for _ in range(5):
            await client.chat(daemon.port, key, client.chat_body(MODEL))
        target = self.folder / "journal"
        code, out, err = await run("export", target, data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o600)
        code, _, err = await run("export", target, data_dir=daemon.data_dir)
        self.assertEqual(code, 73, err)

        public = shutil.copy(daemon.data_dir / "heads.pub", self.folder / "public.pem")
        code, out, err = await run("verify", "--journal", target, "--public-key", public)
        self.assertEqual(code, 0, err)
        self.assertRegex(out, r"orders +5 \(0 open\)")
        content = bytearray(target.read_bytes())
        content[len(content) // 2] ^= 1
        changed = self.folder / "changed"
        changed.write_bytes(content)
        code, out, err = await run("verify", "--journal", changed, "--public-key", public)
        self.assertEqual((code, out), (1, ""), err)
        self.assertIn("the journal does not hold: ", err)

        await daemon.stop()
        code, _, err = await run("export", self.folder / "of a stopped one", data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        self.assertGreaterEqual((self.folder / "of a stopped one").stat().st_size, target.stat().st_size)
        self.assertEqual([path.name for path in self.folder.iterdir() if path.name.endswith(".partial")], [])


class KeysTest(DaemonCase):
    """An index that lies lets the same payment in twice; whoever verifies does not ask the index."""

    def spoil_indexes(self, ledger, text):
        with sqlite3.connect(f"file:{ledger}?mode=ro&immutable=1", uri=True) as database:
            size = database.execute("PRAGMA page_size").fetchone()[0]
            pages = [page for (page,) in database.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('topups', 'bookings')")]
        database.close()
        content = bytearray(ledger.read_bytes())
        for page in pages:
            at = content.find(text, (page - 1) * size, page * size)
            if at >= 0:
                content[at] ^= 1
        ledger.write_bytes(content)

    async def twice(self, path, body, key):
        """Its effect, once more behind an index that does not know it."""
        daemon, account, _ = await self.serve_customer()
        body = {"account": account["id"], "amount_usd": "7", **body}
        await daemon.admin("POST", path, body, idempotency_key=key)
        await daemon.stop()
        ledger = daemon.data_dir / "ledger.db"
        self.spoil_indexes(ledger, b"EXTERNAL1")
        code, _, err = await run("verify", data_dir=daemon.data_dir)
        self.assertEqual(code, 1)
        self.assertIn("the file is damaged: row ", err)
        with sqlite3.connect(ledger) as database:
            database.execute("DELETE FROM idempotency_keys")
        database.close()
        again = await Daemon(daemon.data_dir).start()
        self.addAsyncCleanup(again.stop)
        await again.admin("POST", path, body, idempotency_key=key)
        await again.stop()
        return again

    async def test_a_payment_that_came_in_twice_is_found(self):
        daemon = await self.twice("/topups", {"rail": "stripe", "external_id": "EXTERNAL1"}, "EXTERNAL1")
        code, _, err = await run("verify", data_dir=daemon.data_dir)
        self.assertEqual(code, 1)
        self.assertRegex(err, r"topups 3: its rail and external id had its effect in line 2")

    async def test_a_booking_that_happened_twice_is_found(self):
        daemon = await self.twice("/grants", {"reason": "x"}, "EXTERNAL1")
        code, _, err = await run("verify", data_dir=daemon.data_dir)
        self.assertEqual(code, 1)
        self.assertRegex(err, r"bookings 2: its reference had its effect in line 1")

    async def test_a_table_that_takes_changes_is_found(self):
        daemon, _, _ = await self.serve_customer()
        await daemon.stop()
        with sqlite3.connect(daemon.data_dir / "ledger.db") as database:
            database.execute("DROP TRIGGER transfers_no_update")
        database.close()
        code, _, err = await run("verify", data_dir=daemon.data_dir)
        self.assertEqual(code, 1)
        self.assertIn("the trigger transfers_no_update is missing", err)
