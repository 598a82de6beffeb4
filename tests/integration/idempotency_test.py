# SPDX-License-Identifier: GPL-3.0-or-later
"""A request with an Idempotency-Key makes one order and has one answer, whatever happens to client and daemon."""

import asyncio

from case import MODEL, DaemonCase, gather
from harness import client, upstream
from harness.daemon import Daemon, eventually, verify
from harness.money import nano

ANSWER = ["One ", "answer ", "for ", "all."]
SLOW = {"frame_pause": 0.05}
DOUBT_DEADLINE_MS = 3_000


def named(key):
    return {"idempotency-key": key}


class IdempotencyTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.upstream.behaviours[MODEL] = upstream.answer(ANSWER)
        self.released = asyncio.Event()

    async def held_up(self, call):
        await self.released.wait()
        await upstream.answer(ANSWER)(call)

    async def chat(self, name, text="Say hello.", headers=None, **members):
        return await client.chat(self.daemon.port, self.key, client.chat_body(MODEL, text, **members),
                                 {**named(name), **(headers or {})})

    async def serve_one(self, config=None):
        self.daemon, self.account, self.key = await self.serve_customer(config=config)

    async def orders(self):
        return await self.daemon.everything("/orders", account=self.account["id"])

    async def restart(self, is_killed, config=None):
        token = self.daemon.admin_token
        if is_killed:
            await self.daemon.killed()
            code, output = verify(self.daemon.data_dir)
            self.assertEqual(code, 0, output)
        else:
            self.assertEqual(await self.daemon.stop(), 0)
        self.daemon = await self.serve(config=config)
        self.daemon.admin_token = token

    def assert_refused(self, answer, status, code, order=None):
        self.assertEqual((answer.status, answer.error["code"]), (status, code), answer.body)
        if order:
            self.assertEqual(answer.headers["x-gotoai-order"], order)

    async def test_a_finished_answer_is_given_again_even_after_restarts(self):
        await self.serve_one()
        members = {"whole": {}, "stream": {"stream": True, "stream_options": {"include_usage": True}}}
        first = {name: await self.chat(name, **more) for name, more in members.items()}
        for is_killed in (None, False, True):
            if is_killed is not None:
                await self.restart(is_killed)
            for name, more in members.items():
                with self.subTest(name, is_killed=is_killed):
                    again = await self.chat(name, **more)
                    self.assertTrue(again.is_success)
                    self.assertEqual(again.headers["idempotency-replayed"], "true")
                    self.assertEqual(again.body, first[name].body)
                    for header in ("x-gotoai-order", "content-type", "x-gotoai-provider", "x-gotoai-endpoint"):
                        self.assertEqual(again.headers[header], first[name].headers[header])
                    self.assertNotEqual(again.headers["x-request-id"], first[name].headers["x-request-id"])
        self.assertNotIn("idempotency-replayed", first["whole"].headers)
        self.assertEqual(len(self.upstream.calls), 2)
        self.assertEqual(len(await self.orders()), 2)
        self.assertEqual((await self.daemon.metrics())["gotoai_repeated_requests_total"], "2")

    async def test_the_key_belongs_to_one_body_one_path_and_one_asker(self):
        await self.serve_one()
        first = await self.chat("k")
        self.assert_refused(await self.chat("k", "Something else."), 422, "idempotency_key_reused",
                            first.headers["x-gotoai-order"])
        other = await self.daemon.add_key(self.account)
        answer = await client.chat(self.daemon.port, other["secret"], client.chat_body(MODEL), named("k"))
        self.assertEqual(answer.status, 200)
        self.assertNotEqual(answer.headers["x-gotoai-order"], first.headers["x-gotoai-order"])

    async def test_bad_keys_are_refused(self):
        await self.serve_one()
        for bad in ("x" * 256, "two words", "ü"):
            answer = await self.chat(bad)
            self.assertEqual((answer.status, answer.error["param"]), (400, "idempotency-key"), bad)
        self.assertEqual((await self.chat("x" * 255)).status, 200)
        self.assertEqual(len(self.upstream.calls), 1)

    async def test_what_runs_is_not_run_again(self):
        self.upstream.behaviours[MODEL] = self.held_up
        await self.serve_one()
        first = asyncio.ensure_future(self.chat("k"))
        await eventually(lambda: self.upstream.calls, what="the call")
        order = (await self.orders())[0]["id"]
        again = await self.chat("k")
        self.assert_refused(again, 409, "request_in_progress", order)
        self.assertEqual(again.headers["retry-after"], "1")
        self.released.set()
        self.assertTrue((await first).is_success)
        self.assertEqual((await self.chat("k")).headers.get("idempotency-replayed"), "true")
        self.assertEqual(len(self.upstream.calls), 1)

    async def test_a_hundred_at_once_make_one_order(self):
        self.upstream.behaviours[MODEL] = upstream.answer(ANSWER, first_pause=0.2)
        await self.serve_one()
        answers = await gather(100, lambda number: self.chat("k", stream=True))
        made = [answer for answer in answers if answer.status == 200 and "idempotency-replayed" not in answer.headers]
        self.assertEqual(len(made), 1)
        for answer in answers:
            if answer.status == 200:
                self.assertEqual(answer.body, made[0].body)
            else:
                self.assert_refused(answer, 409, "request_in_progress", made[0].headers["x-gotoai-order"])
        self.assertEqual(len(self.upstream.calls), 1)
        orders = await self.orders()
        self.assertEqual([order["state"] for order in orders], ["finalized"])
        wallet = await self.daemon.wallet(self.account)
        self.assertEqual(nano(wallet["available_usd"]), nano("10.00") - nano(orders[0]["charge_usd"]))

    async def test_an_order_outlives_its_client(self):
        self.upstream.behaviours[MODEL] = upstream.answer(ANSWER * 10, **SLOW)
        await self.serve_one()
        for stream, frames in ((True, 3), (False, None)):
            with self.subTest(stream=stream):
                body, known = client.chat_body(MODEL, stream=stream), len(self.upstream.calls)
                async with client.Connection(self.daemon.port) as connection:
                    reading = asyncio.ensure_future(connection.begin(
                        "POST", "/v1/chat/completions", body, {**client.bearer(self.key), **named(f"gone-{stream}")}))
                    await eventually(lambda: len(self.upstream.calls) > known, what="the call")
                    if frames:
                        await reading
                        async for _ in connection.pieces():
                            if len(connection.answer.frames) >= frames:
                                break
                    connection.abort()
                    reading.cancel()

                async def replayed():
                    answer = await self.chat(f"gone-{stream}", stream=stream)
                    return answer if answer.status == 200 else None

                answer = await eventually(replayed, what="the end of the order")
                self.assertTrue(answer.is_success)
                self.assertEqual(answer.headers["idempotency-replayed"], "true")
                self.assertEqual(answer.text, "".join(ANSWER * 10))
        self.assertEqual(len(self.upstream.calls), 2)
        self.assertEqual({order["state"] for order in await self.orders()}, {"finalized"})

    async def test_what_was_released_may_run_again(self):
        async def refuse(call):
            call.whole(400, {"error": {"message": "no", "type": "invalid_request_error", "param": None, "code": None}})

        self.upstream.behaviours[MODEL] = refuse
        await self.serve_one()
        self.assertEqual((await self.chat("k")).status, 400)
        self.upstream.behaviours[MODEL] = upstream.answer(ANSWER)
        self.assert_refused(await self.chat("k", "Something else."), 422, "idempotency_key_reused")

        async def answered():  # how it ended may be a moment away from being read
            answer = await self.chat("k")
            return answer if answer.status == 200 else None

        answer = await eventually(answered, what="the second run")
        self.assertNotIn("idempotency-replayed", answer.headers)
        self.assertEqual([order["state"] for order in await self.orders()], ["finalized", "released"])

    async def test_an_answer_that_is_not_kept_is_not_made_again(self):
        for settings in ("answer_bytes = 0", "answer_bytes = 40"):
            with self.subTest(settings):
                self.daemon = await self.serve(config=f"[idempotency]\n{settings}\n", name=settings[-2:].strip())
                await self.daemon.add_endpoint(await self.daemon.add_provider(self.upstream.base_url), MODEL)
                self.account = await self.daemon.add_account("1.00")
                self.key = (await self.daemon.add_key(self.account))["secret"]
                calls = len(self.upstream.calls)
                first = await self.chat("k")
                self.assertTrue(first.is_success)
                again = await self.chat("k")
                self.assert_refused(again, 409, "answer_not_kept", first.headers["x-gotoai-order"])
                self.assertEqual(again.headers["x-should-retry"], "false")
                self.assertEqual(len(self.upstream.calls), calls + 1)

    async def test_doubt_is_not_run_again_until_it_ended_released(self):
        config = f"[ledger]\ndoubt_deadline_ms = {DOUBT_DEADLINE_MS}\n"
        self.upstream.behaviours[MODEL] = self.held_up
        await self.serve_one(config=config)
        running = asyncio.ensure_future(self.chat("k"))
        await eventually(lambda: self.upstream.calls, what="the call")
        order = (await self.orders())[0]["id"]
        await self.restart(is_killed=True, config=config)
        await running
        doubted = await self.chat("k")
        self.assert_refused(doubted, 409, "order_in_doubt", order)
        self.assertEqual(doubted.headers["x-should-retry"], "false")
        self.assertEqual(len(self.upstream.calls), 1)
        self.released.set()

        async def answered():
            answer = await self.chat("k")
            return answer if answer.status == 200 else None

        answer = await eventually(answered, DOUBT_DEADLINE_MS / 1000 + 10, "the end of the doubt")
        self.assertNotEqual(answer.headers["x-gotoai-order"], order)
        self.assertEqual(len(self.upstream.calls), 2)

    async def test_a_wallet_that_could_not_carry_it_binds_nothing(self):
        self.daemon, self.account, self.key = await self.serve_customer(funds_usd=None)
        self.assertEqual((await self.chat("k")).status, 402)
        await self.daemon.top_up(self.account, "1.00")
        self.assertEqual((await self.chat("k")).status, 200)
