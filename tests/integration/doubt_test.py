# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders that a kill -9 interrupted end by what is known of them: the provider's record, what had been delivered, or the
deadline; and operators can end them before."""

import asyncio

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import eventually, verify
from harness.money import nano

PRICE = {"prompt_usd_per_1m": "1", "completion_usd_per_1m": "1000"}
WORD = "x" * 40  # estimated as 10 tokens, which cost $0.01
UPSTREAM_ID = "chatcmpl-up1"


def config(deadline_ms):
    return f"[ledger]\ndoubt_deadline_ms = {deadline_ms}\n"


async def _stream_for_ever(call):
    call.begin_stream()
    while call.gone_at is None:
        call.frame(upstream.chunk(call.model, {"content": WORD}))
        await asyncio.sleep(0.1)


async def _break_off(call):
    """After 30 words."""
    call.begin_stream()
    for _ in range(30):
        call.frame(upstream.chunk(call.model, {"content": WORD}))
    await asyncio.sleep(0.1)
    call.reset()


async def _say_nothing(call):
    await call.gone.wait()


class DoubtTest(DaemonCase):
    async def serve_one(self, behaviour, protocol="openai", deadline_ms=60_000):
        self.upstream.behaviours[MODEL] = behaviour
        self.config = config(deadline_ms)
        self.daemon = await self.serve(config=self.config)
        self.provider = await self.daemon.add_provider(self.upstream.base_url, protocol=protocol)
        await self.daemon.add_endpoint(self.provider, MODEL, price=PRICE)
        self.account = await self.daemon.add_account("10.00")
        self.key = (await self.daemon.add_key(self.account))["secret"]

    async def kill_in_the_middle(self, frames, **members):
        """Kills the daemon while a stream runs that the client has had that many frames of; how many it had in the end."""
        async with client.Connection(self.daemon.port) as connection:
            begun = asyncio.ensure_future(connection.begin("POST", "/v1/chat/completions",
                                                           client.chat_body(MODEL, stream=True, max_tokens=4000, **members),
                                                           client.bearer(self.key)))
            await eventually(lambda: self.upstream.calls_for(MODEL), what="the call")
            if frames:
                await begun
                async for _ in connection.pieces():
                    if len(connection.answer.frames) == frames:
                        break
            else:
                await asyncio.sleep(2.5)  # two notes of evidence, at least
            token = self.daemon.admin_token
            await self.daemon.killed()
            begun.cancel()
        code, output = verify(self.daemon.data_dir)
        self.assertEqual(code, 0, output)
        self.daemon = await self.serve(config=self.config)
        self.daemon.admin_token = token

    async def the_order(self, *states):
        async def look():
            order = (await self.daemon.admin("GET", f"/orders?account={self.account['id']}"))["data"][0]
            return order if order["state"] in states else None

        return await eventually(look, 20, f"an order {states}")

    async def check_books(self):
        wallet = await self.daemon.wallet(self.account)
        order = await self.the_order("finalized", "released")
        self.assertEqual(nano(wallet["held_usd"]), 0)
        self.assertEqual(nano(wallet["available_usd"]), nano("10.00") - nano(order["charge_usd"]))
        self.assertTrue(order["was_in_doubt"])
        self.assertEqual(await self.daemon.stop(), 0)
        code, output = verify(self.daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_what_was_delivered_is_charged(self):
        await self.serve_one(_stream_for_ever)
        await self.kill_in_the_middle(frames=30)
        order = await self.the_order("finalized")
        self.assertEqual(order["reason"], "doubt_by_evidence")
        self.assertEqual(order["usage"]["source"], "estimated")
        self.assertEqual(order["attempts"][0]["upstream_id"], UPSTREAM_ID)
        # Noted within a second or so of the end: of 30 frames in 3 s, not less than a third.
        self.assertGreaterEqual(nano(order["charge_usd"]), nano("0.10"))
        self.assertLessEqual(nano(order["charge_usd"]), nano("0.32"))
        self.assertEqual((await self.daemon.metrics())['gotoai_doubts_ended_total{by="evidence"}'], "1")
        await self.check_books()

    async def test_an_answer_in_parts_is_charged_as_one(self):
        self.upstream.behaviours["second"] = _stream_for_ever
        await self.serve_one(_break_off)
        await self.daemon.add_endpoint(self.provider, MODEL, upstream_model="second", features=["prefill"],
                                       price={"prompt_usd_per_1m": "2", "completion_usd_per_1m": "1000"})
        await self.kill_in_the_middle(frames=55, gotoai={"recovery": "continue"})
        order = await self.the_order("finalized")
        self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["platform", "user"])
        # 30 frames of the first, and of the second's 25, not less than a third.
        self.assertGreaterEqual(nano(order["charge_usd"]), nano("0.38"))
        self.assertLessEqual(nano(order["charge_usd"]), nano("0.57"))
        await self.check_books()

    async def test_the_providers_record_comes_first(self):
        records = []

        async def record(call):
            records.append(call)
            if len(records) == 1:
                return call.whole(404, {"error": {"message": "Generation not found", "code": 404}})
            call.whole(200, {"data": {"id": UPSTREAM_ID, "total_cost": 0.5001, "native_tokens_prompt": 100,
                                      "native_tokens_completion": 500, "native_tokens_cached": 0, "cancelled": True}})

        self.upstream.behaviours[""] = record
        await self.serve_one(_stream_for_ever, protocol="openrouter")
        await self.kill_in_the_middle(frames=20)
        order = await self.the_order("finalized")
        self.assertEqual(order["reason"], "doubt_by_record")
        self.assertEqual(order["usage"]["source"], "reported")
        self.assertEqual(nano(order["charge_usd"]), nano("0.5001"))
        self.assertEqual([(call.method, call.path, call.body) for call in records],
                         [("GET", f"/v1/generation?id={UPSTREAM_ID}", b"")] * 2)
        self.assertEqual(records[0].headers["authorization"], "Bearer sk-upstream-secret")
        await self.check_books()

    async def test_a_record_that_lies_settles_nothing(self):
        async def record(call):
            call.whole(200, {"data": {"id": UPSTREAM_ID, "total_cost": 0.5, "native_tokens_prompt": 100,
                                      "native_tokens_completion": 900_000_000, "native_tokens_cached": 0}})

        self.upstream.behaviours[""] = record
        await self.serve_one(_stream_for_ever, protocol="openrouter", deadline_ms=8_000)
        await self.kill_in_the_middle(frames=20)
        order = await self.the_order("finalized")
        self.assertEqual((order["reason"], order["usage"]["source"]), ("doubt_by_evidence", "estimated"))
        self.assertLessEqual(nano(order["charge_usd"]), nano("0.22"))
        transfers = await self.daemon.everything("/transfers", order=order["id"])
        self.assertNotIn("absorb", [transfer["kind"] for transfer in transfers])
        kinds = [alert["kind"] for alert in await self.daemon.everything("/alerts")]
        self.assertEqual(kinds.count("absurd_usage"), 1)
        await self.check_books()

    async def test_without_evidence_the_deadline_releases(self):
        await self.serve_one(_say_nothing, deadline_ms=2_000)
        await self.kill_in_the_middle(frames=None)
        order = await self.the_order("released")
        self.assertEqual((order["reason"], nano(order["charge_usd"])), ("doubt_expired", 0))
        self.assertEqual((await self.daemon.metrics())['gotoai_doubts_ended_total{by="deadline"}'], "1")
        await self.check_books()

    async def test_operators_see_doubts_and_end_them(self):
        async def no_record(call):
            call.whole(404, {})

        self.upstream.behaviours[""] = no_record
        for word, state in (("settle", "finalized"), ("release", "released")):
            with self.subTest(word):
                self.upstream.calls.clear()
                await self.serve_one(_stream_for_ever, protocol="openrouter", deadline_ms=600_000)
                await self.kill_in_the_middle(frames=20)
                doubts = await self.daemon.everything("/doubts")
                self.assertEqual(len(doubts), 1)
                doubt = doubts[0]
                self.assertEqual((doubt["account"], doubt["model"]), (self.account["id"], MODEL))
                evidence = doubt["evidence"]
                self.assertEqual((evidence["upstream_id"], evidence["delivered"]), (UPSTREAM_ID, True))
                self.assertEqual(evidence["provider"], self.provider["id"])
                path = f"/doubts/{doubt['order']}/{word}"
                await self.daemon.admin("POST", path, {"reason": "x"}, expect=(400,))
                await self.daemon.admin("POST", path, {"reason": ""}, expect=(400,), idempotency_key="empty")
                ended = await self.daemon.admin("POST", path, {"reason": "asked them"}, idempotency_key="end")
                self.assertEqual(ended["state"], state)
                charge = nano(evidence["charge_usd"]) if word == "settle" else 0
                self.assertEqual(nano(ended["charge_usd"]), charge)
                again = await self.daemon.admin("POST", path, {"reason": "asked them"}, idempotency_key="end")
                self.assertEqual(again, ended)
                await self.daemon.admin("POST", path, {"reason": "once more"}, expect=(404,), idempotency_key="other")
                self.assertEqual(await self.daemon.everything("/doubts"), [])
                order = await self.daemon.order(doubt["order"])
                self.assertEqual(order["reason"], "doubt_by_operator: asked them")
                records = (await self.daemon.admin("GET", "/audit?limit=20"))["data"]
                self.assertTrue(any(doubt["order"] in str(record) and word in str(record) for record in records))
                self.assertEqual((await self.daemon.metrics())['gotoai_doubts_ended_total{by="operator"}'], "1")
                await self.check_books()
                self.config = None
                self.folder = self.folder / word
                self.folder.mkdir()
