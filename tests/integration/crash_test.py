# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 under load, again and again: what a client was told stands in the ledger, and no money is lost or made."""

import asyncio
import random
import uuid

from case import MODEL, DaemonCase, rounds
from harness import client, upstream
from harness.daemon import Daemon, eventually, verify
from harness.money import nano

DOUBT_DEADLINE_MS = 4_000
CONFIG = f"[ledger]\ndoubt_deadline_ms = {DOUBT_DEADLINE_MS}\n"
CLIENTS = 24
TOP_UP_USD = "0.05"
PRICE = {"prompt_usd_per_1m": "5", "completion_usd_per_1m": "20"}


class Load:
    """What the clients of one round were told."""

    def __init__(self, daemon, account, key, chance):
        self.daemon, self.account, self.key, self.chance = daemon, account, key, chance
        self.answered = []      # order ids of answers that ended properly
        self.repeatable = []    # of those with an Idempotency-Key: key, body and answer
        self.top_ups = []       # keys of top-ups that were acknowledged
        self.unsure = None      # key of a top-up whose answer never came

    async def chat_on_and_on(self):
        try:
            async with client.Connection(self.daemon.port) as connection:
                while True:
                    body = client.chat_body(MODEL, stream=self.chance.random() < 0.5, max_tokens=50)
                    name = str(uuid.uuid4()) if self.chance.random() < 0.3 else None
                    headers = {**client.bearer(self.key), **({"idempotency-key": name} if name else {})}
                    answer = await connection.request("POST", "/v1/chat/completions", body, headers)
                    if answer.status == 0:
                        return
                    if answer.is_success:
                        self.answered.append(answer.headers["x-gotoai-order"])
                        if name:
                            self.repeatable.append((name, body, answer))
                    if not answer.has_ended:
                        return
        except OSError:
            return

    async def top_up_on_and_on(self):
        while True:
            self.unsure = str(uuid.uuid4())
            answer = await top_up(self.daemon, self.account, self.unsure)
            if answer.status not in (200, 201):
                return
            self.top_ups.append(self.unsure)
            self.unsure = None

    async def run_until_killed(self, seconds):
        clients = [asyncio.ensure_future(self.chat_on_and_on()) for _ in range(CLIENTS)]
        clients.append(asyncio.ensure_future(self.top_up_on_and_on()))
        await asyncio.sleep(seconds)
        await self.daemon.killed()
        await asyncio.wait_for(asyncio.gather(*clients), 20)


async def top_up(daemon, account, key):
    body = {"account": account["id"], "rail": "manual", "amount_usd": TOP_UP_USD}
    return await client.call(daemon.admin_port, "POST", "/admin/v1/topups", body,
                             {**client.bearer(daemon.admin_token), "idempotency-key": key})


class CrashTest(DaemonCase):
    async def start(self, token=None):
        daemon = await Daemon(self.folder / "data", config=CONFIG).start()
        self.addCleanup(daemon.kill)
        daemon.admin_token = token or daemon.admin_token
        return daemon

    async def check_answered(self, daemon, answered):
        missing = set(answered)
        cursor = ""
        while missing:
            page = await daemon.admin("GET", f"/orders?limit=500{cursor}")
            for order in page["data"]:
                if order["id"] in missing:
                    self.assertEqual(order["state"], "finalized", order)
                    missing.discard(order["id"])
            if not page.get("next_cursor"):
                break
            cursor = f"&cursor={page['next_cursor']}"
        self.assertFalse(missing, "answered, and not in the ledger")

    async def check_repeatable(self, daemon, load):
        """What was answered is answered again, or refused where the crash came before it was kept; never made again."""
        for name, body, first in load.repeatable[-8:]:
            again = await client.chat(daemon.port, load.key, body, {"idempotency-key": name})
            self.assertEqual(again.headers["x-gotoai-order"], first.headers["x-gotoai-order"])
            if again.status == 200:
                self.assertEqual((again.headers["idempotency-replayed"], again.body), ("true", first.body))
                self.replays += 1
            else:
                self.assertEqual((again.status, again.error["code"]), (409, "answer_not_kept"))

    async def check_holds(self, daemon, account):
        """Σ held = Σ holds of orders in doubt; read again where the deadline came between."""

        async def agree():
            before = await daemon.wallet(account)
            in_doubt = await daemon.everything("/orders", account=account["id"], state="in_doubt")
            after = await daemon.wallet(account)
            if before["held_usd"] != after["held_usd"]:
                return False
            self.assertEqual(nano(after["held_usd"]), sum(nano(order["hold_usd"]) for order in in_doubt))
            return True

        await eventually(agree, what="a quiet moment")

    async def test_nothing_that_was_acknowledged_is_lost(self):
        chance = random.Random(7)

        async def provider(call):
            await asyncio.sleep(chance.random() * 0.02)
            await upstream.answer(frame_pause=0.002)(call)

        self.upstream.behaviours[MODEL] = provider
        daemon = await self.start()
        token = daemon.admin_token
        await daemon.add_endpoint(await daemon.add_provider(self.upstream.base_url), MODEL, price=PRICE)
        account = await daemon.add_account("5.00")
        key = (await daemon.add_key(account))["secret"]
        answered, top_ups, crashes_with_doubt, self.replays = 0, 0, 0, 0

        for number in range(rounds(50)):
            load = Load(daemon, account, key, chance)
            await load.run_until_killed(0.15 + chance.random() * 0.35)
            code, output = verify(daemon.data_dir)
            self.assertEqual(code, 0, f"round {number}: {output}")
            daemon = await self.start(token)
            await self.check_holds(daemon, account)
            await self.check_answered(daemon, load.answered)
            await self.check_repeatable(daemon, load)
            for replayed in [*load.top_ups[-1:], *([load.unsure] if load.unsure else [])]:
                self.assertIn((await top_up(daemon, account, replayed)).status, (200, 201))
            answered += len(load.answered)
            top_ups += len(load.top_ups) + (1 if load.unsure else 0)
            in_doubt = await daemon.everything("/orders", account=account["id"], state="in_doubt")
            crashes_with_doubt += bool(in_doubt)

        self.assertGreater(answered, rounds(50), "no load to speak of")
        self.assertGreater(self.replays, rounds(50), "no answers that were kept")
        self.assertGreater(crashes_with_doubt, 0, "no crash came in the middle of an order")
        await self.check_end(daemon, account, top_ups)
        print(f"        {answered} answers and {top_ups} top-ups over {rounds(50)} crashes, {crashes_with_doubt} with orders in doubt")

    async def check_end(self, daemon, account, top_ups):
        async def nothing_held():
            return nano((await daemon.wallet(account))["held_usd"]) == 0

        await eventually(nothing_held, DOUBT_DEADLINE_MS / 1000 + 10, "the end of every doubt")
        orders = await daemon.everything("/orders", account=account["id"])
        self.assertEqual({order["state"] for order in orders} - {"finalized", "released", "rejected"}, set())
        charged = sum(nano(order["charge_usd"]) for order in orders)
        wallet = await daemon.wallet(account)
        self.assertEqual(nano(wallet["available_usd"]), nano("5.00") + top_ups * nano(TOP_UP_USD) - charged)
        self.assertEqual(await daemon.stop(), 0)
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
