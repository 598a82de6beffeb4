# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a provider does: a typed error or an in-band error frame, the order at its end, the hold settled."""

import asyncio
import json
import socket
import time

from case import DaemonCase
from harness import client, upstream
from harness.daemon import eventually, verify
from harness.money import nano

ENDLESS_BYTES = 64 * 1024 * 1024
PIECE = b"x" * 65536


def _chunk(call, text):
    return upstream.chunk(call.model, {"content": text})


def streaming(*frames, end="[DONE]"):
    """Streams the given frames (texts, or bytes as they are), then ends as told: [DONE], close, reset, stop or hang."""

    async def behave(call):
        call.begin_stream()
        for frame in frames:
            if isinstance(frame, bytes):
                call.piece(frame)
            else:
                call.frame(frame if isinstance(frame, dict) else _chunk(call, frame))
            await asyncio.sleep(0.005)
        if end == "[DONE]":
            call.frame("[DONE]")
            call.end_stream()
        elif end == "stop":
            call.end_stream()
        elif end == "reset":
            call.reset()
        elif end == "hang":
            await call.gone.wait()
        else:
            call.close()

    return behave


def whole(status, body, content_type="application/json", **headers):
    async def behave(call):
        call.whole(status, body, content_type, {name.replace("_", "-"): value for name, value in headers.items()})

    return behave


def refusing(status, code=None, **headers):
    return whole(status, {"error": {"message": "the provider says no", "type": "some_error", "param": None, "code": code}},
                 **headers)


async def reset(call):
    call.reset()


async def silent(call):
    await call.gone.wait()


async def cut_whole(call):
    call.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"id\":")
    call.close()


async def unfinished(call):
    """Whole as HTTP goes, but no choice says why it ends."""
    body = upstream.completion(call.model, usage=upstream.usage_block())
    body["choices"][0]["finish_reason"] = None
    call.whole(200, body)


async def whitespace(call):
    """A body that always goes on and never says anything."""
    call.begin_stream("application/json")
    while not call.gone.is_set():
        call.piece(b" ")
        await asyncio.sleep(0.05)


async def endless_line(call):
    call.begin_stream()
    call.piece(b"data: ")
    for _ in range(ENDLESS_BYTES // len(PIECE)):
        if call.gone.is_set():
            return
        call.piece(PIECE)
        await asyncio.sleep(0)
    await call.gone.wait()


async def endless_body(call):
    call.begin_stream("application/json")
    for _ in range(ENDLESS_BYTES // len(PIECE)):
        if call.gone.is_set():
            return
        call.piece(PIECE)
        await asyncio.sleep(0)
    await call.gone.wait()


async def no_http(call):
    call.send(b"SSH-2.0-OpenSSH_9.2\r\n")
    call.close()


def usage_of(counts):
    async def behave(call):
        call.whole(200, upstream.completion(call.model, usage=counts))

    return behave


ERROR_FRAME = {"error": {"message": "the provider broke", "type": "server_error", "param": None, "code": None}}
HTML = b"<!doctype html><title>502 Bad Gateway</title>"

# Failures before a token has gone out: name → (is_streamed, behaviour, status, code).
REFUSALS = {
    "reset": (False, reset, 502, "upstream_cut"),
    "reset-stream": (True, reset, 502, "upstream_cut"),
    "silent": (False, silent, 504, "upstream_timeout"),
    "silent-stream": (True, silent, 504, "upstream_timeout"),
    "cut-whole": (False, cut_whole, 502, "upstream_cut"),
    "unfinished": (False, unfinished, 502, "upstream_cut"),
    "no-http": (False, no_http, 502, "upstream_malformed"),
    "html": (False, whole(200, HTML, "text/html"), 502, "upstream_malformed"),
    "html-stream": (True, whole(200, HTML, "text/html"), 502, "upstream_malformed"),
    "html-503": (False, whole(503, HTML, "text/html"), 502, "upstream_refused"),
    "endless-line": (True, endless_line, 502, "upstream_malformed"),
    "endless-body": (False, endless_body, 502, "upstream_malformed"),
    "bad-json": (False, whole(200, b'{"id":'), 502, "upstream_malformed"),
    "bad-frame": (True, streaming(b"data: {oops\n\n"), 502, "upstream_malformed"),
    "bad-utf8": (True, streaming(b'data: {"choices":[{"index":0,"delta":{"content":"\xff\xfe"}}]}\n\n'), 502,
                 "upstream_malformed"),
    "error-frame": (True, streaming(ERROR_FRAME, end="stop"), 502, "upstream_refused"),
    "redirect": (False, whole(302, b"", location="/elsewhere"), 502, "upstream_refused"),
    "broken-500": (False, refusing(500), 502, "upstream_refused"),
    "our-key-is-wrong": (False, refusing(401, "invalid_api_key"), 502, "upstream_refused"),
    "rate-limited": (False, refusing(429, retry_after="7"), 429, "upstream_rate_limited"),
    "rate-limited-without-end": (False, refusing(429, retry_after="86400"), 429, "upstream_rate_limited"),
    "rate-limited-vaguely": (False, refusing(429), 429, "upstream_rate_limited"),
    "too-long": (False, refusing(400, "context_length_exceeded"), 400, "context_length_exceeded"),
}

# Failures after the first token, told in band: name → (behaviour, code).
BREAKS = {
    "break-close": (streaming("Hello", " there", end="close"), "upstream_cut"),
    "break-reset": (streaming("Hello", " there", end="reset"), "upstream_cut"),
    "break-stall": (streaming("Hello", " there", end="hang"), "upstream_timeout"),
    "break-malformed": (streaming("Hello", *[b"data: {oops\n\n"] * 9, end="hang"), "upstream_malformed"),
    "break-error": (streaming("Hello", ERROR_FRAME, end="stop"), "upstream_refused"),
    "break-without-done": (streaming("Hello", " there", end="stop"), "upstream_cut"),
}

# Answers whose usage cannot be taken as it stands: they are charged by an estimate, at most the hold.
ESTIMATED = {
    "no-usage": None,
    "negative-usage": upstream.usage_block(prompt=-5, completion=3),
    "huge-usage": upstream.usage_block(prompt=2**63 - 1, completion=2**63 - 1),
    "fractional-usage": {"prompt_tokens": 1.5, "completion_tokens": "many", "total_tokens": None},
    "impossible-usage": {**upstream.usage_block(prompt=5, completion=3), "prompt_tokens_details": {"cached_tokens": 50}},
}


class BadUpstreamTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.daemon = await self.serve()
        self.provider = await self.daemon.add_provider(self.upstream.base_url)
        self.account = await self.daemon.add_account("10.00")
        self.key = (await self.daemon.add_key(self.account))["secret"]

    async def add_model(self, name, behaviour, **members):
        self.upstream.behaviours[name] = behaviour
        await self.daemon.add_endpoint(self.provider, name, deadlines={"first_byte_ms": 700, "idle_ms": 700}, **members)

    async def chat(self, model, **members):
        return await client.chat(self.daemon.port, self.key, client.chat_body(model, **members))

    async def check_end(self, answer, state):
        """The order behind an answer, at its end; nothing held or negative."""
        order = await self.daemon.ended_order(answer.headers["x-gotoai-order"])
        self.assertEqual(order["state"], state)
        self.assertGreaterEqual(nano(order["charge_usd"]), 0)
        self.assertLessEqual(nano(order["charge_usd"]), nano(order["hold_usd"]))
        if state == "released":
            self.assertEqual(nano(order["charge_usd"]), 0)
        wallet = await self.daemon.wallet(self.account)
        self.assertEqual(nano(wallet["held_usd"]), 0)
        self.assertGreater(nano(wallet["available_usd"]), 0)
        return order

    async def check_books(self):
        await self.daemon.stop()
        code, output = verify(self.daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_a_failure_before_the_first_token_is_a_typed_error(self):
        for name, (is_streamed, behaviour, status, code) in REFUSALS.items():
            await self.add_model(name, behaviour)
            with self.subTest(name):
                answer = await self.chat(name, stream=is_streamed, gotoai={"deadlines": {"total_ms": 1500}})
                self.assertEqual((answer.status, answer.error and answer.error["code"]), (status, code), answer)
                self.assertEqual(sorted(answer.error), ["code", "message", "param", "type"])
                await self.check_end(answer, "released")
                if status == 429:
                    self.assertIn(int(answer.headers["retry-after"]), range(1, 61))
                if name == "rate-limited":
                    self.assertEqual(answer.headers["retry-after"], "7")
        self.assertFalse([call for call in self.upstream.calls if call.path == "/elsewhere"], "followed a redirect")
        await self.check_books()

    async def test_a_provider_that_says_how_long_is_left_alone(self):
        await self.add_model("limited", refusing(429, retry_after="30"))
        await self.check_end(await self.chat("limited"), "released")
        for _ in range(8):
            answer = await self.chat("limited")
            self.assertEqual((answer.status, answer.error and answer.error["code"]), (429, "upstream_rate_limited"), answer)
            self.assertIn(int(answer.headers["retry-after"]), range(20, 31))
            self.assertNotIn("x-gotoai-order", answer.headers)
        self.assertEqual(len(self.upstream.calls_for("limited")), 1)
        await self.check_books()

    async def test_a_server_that_says_how_long_is_left_alone(self):
        await self.add_model("overloaded", refusing(503, retry_after="30"))
        answer = await self.chat("overloaded")
        self.assertEqual((answer.status, answer.headers["retry-after"]), (502, "30"), answer)
        await self.check_end(answer, "released")
        answer = await self.chat("overloaded")
        self.assertEqual((answer.status, answer.error and answer.error["code"]), (429, "upstream_rate_limited"), answer)
        self.assertIn(int(answer.headers["retry-after"]), range(20, 31))
        self.assertEqual(len(self.upstream.calls_for("overloaded")), 1)
        await self.check_books()

    async def test_whoever_comes_once_that_is_over_is_served(self):
        """However long the answer takes that finds out whether it is."""
        calls = 0

        async def behave(call):
            nonlocal calls
            calls += 1
            once = refusing(429, retry_after="1") if calls == 1 else upstream.answer(first_pause=3)
            await once(call)

        self.upstream.behaviours["limited-once"] = behave
        await self.daemon.add_endpoint(self.provider, "limited-once")
        first = asyncio.ensure_future(self.chat("limited-once"))
        await eventually(lambda: calls == 2, what="the call after the wait")
        answers = await asyncio.gather(*[self.chat("limited-once") for _ in range(12)], first)
        self.assertEqual([answer.status for answer in answers], [200] * 13)
        self.assertEqual(calls, 14)
        await self.check_books()

    async def test_a_failure_after_the_first_token_is_an_error_frame(self):
        for name, (behaviour, code) in BREAKS.items():
            await self.add_model(name, behaviour)
            with self.subTest(name):
                answer = await self.chat(name, stream=True)
                self.assertEqual(answer.status, 200)
                self.assertTrue(answer.text.startswith("Hello"), answer.body)
                self.assertEqual(answer.error and answer.error["code"], code, answer.body)
                self.assertNotIn("[DONE]", answer.frames)
                self.assertIn("error", json.loads(answer.frames[-1]))
                await self.check_end(answer, "released")
        await self.check_books()

    async def test_usage_that_cannot_be_true_is_estimated(self):
        for name, counts in ESTIMATED.items():
            await self.add_model(name, usage_of(counts))
            with self.subTest(name):
                answer = await self.chat(name)
                self.assertTrue(answer.is_success, answer)
                self.assertIs(answer.json["usage"]["cost_details"]["estimated"], True)
                order = await self.check_end(answer, "finalized")
                self.assertGreater(nano(order["charge_usd"]), 0)
        await self.check_books()

    async def test_a_stream_without_usage_is_estimated(self):
        await self.add_model("quiet", upstream.answer(reports_usage=False))
        answer = await self.chat("quiet", stream=True, stream_options={"include_usage": True})
        self.assertTrue(answer.is_success, answer)
        self.assertIs(json.loads(answer.frames[-2])["usage"]["cost_details"]["estimated"], True)
        await self.check_end(answer, "finalized")

    async def test_more_usage_than_was_held_is_charged_up_to_the_hold(self):
        await self.add_model("greedy", usage_of(upstream.usage_block(prompt=90_000, completion=4_000)))
        answer = await self.chat("greedy", max_tokens=10)
        order = await self.check_end(answer, "finalized")
        self.assertEqual(order["charge_usd"], order["hold_usd"])
        await self.check_books()

    async def test_the_total_deadline_is_one_of_unstreamed_answers_too(self):
        await self.add_model("whitespace", whitespace)
        began = time.monotonic()
        answer = await self.chat("whitespace", gotoai={"deadlines": {"total_ms": 1000}})
        self.assertLess(time.monotonic() - began, 5)
        self.assertEqual((answer.status, answer.error and answer.error["code"]), (504, "upstream_timeout"), answer)
        await self.check_end(answer, "released")

    async def told(self, answer, member):
        """What each attempt of an answer's order has of a member that its row alone knows: written a little later."""
        async def look():
            order = await self.daemon.order(answer.headers["x-gotoai-order"])
            values = [attempt.get(member) for attempt in order["attempts"]]
            return values if any(value is not None for value in values) else None
        return await eventually(look)

    async def test_what_failed_is_told_with_its_attempt(self):
        for fault, behaviour, outcome in (("content_filter", refusing(400, "content_filter"), "content_filter"),
                                          ("invalid_request", refusing(400), "invalid_request"),
                                          ("billing", refusing(429, "insufficient_quota"), "upstream_refused")):
            await self.add_model(fault, behaviour)
            with self.subTest(fault):
                answer = await self.chat(fault)
                order = await self.check_end(answer, "released")
                self.assertEqual((order["reason"], order["attempts"][0]["outcome"]), (outcome, outcome))
                self.assertEqual(await self.told(answer, "fault"), [fault])
                self.assertNotIn("skipped_frames", (await self.daemon.order(order["id"]))["attempts"][0])

    async def test_frames_that_cannot_be_read_leave_a_trace(self):
        await self.add_model("gaps", streaming("Hello", *[b"data: {oops\n\n"] * 6, " there", {
            "id": "x", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
        answer = await self.chat("gaps", stream=True)
        self.assertTrue(answer.is_success, answer.body)
        await self.check_end(answer, "finalized")
        self.assertEqual(await self.told(answer, "skipped_frames"), [6])
        [line] = [line for line in self.daemon.log().splitlines() if "frames_skipped" in line]
        self.assertIn(answer.headers["x-gotoai-order"], line)
        [shown] = (await self.daemon.admin("GET", "/health?model=gaps"))["data"]
        self.assertEqual(shown["last_minute"]["malformed"], 1)

    async def test_an_unreachable_provider_is_a_typed_error(self):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            provider = await self.daemon.add_provider(f"http://127.0.0.1:{unused.getsockname()[1]}/v1", name="nobody")
            await self.daemon.add_endpoint(provider, "nobody-home")
            answer = await self.chat("nobody-home")
        self.assertEqual((answer.status, answer.error["code"]), (502, "upstream_unreachable"))
        await self.check_end(answer, "released")

    async def test_a_private_address_needs_leave(self):
        inside = {"name": "inside", "protocol": "openai", "base_url": self.upstream.base_url, "secret": "sk-none"}
        problem = await self.daemon.admin("POST", "/providers", inside, expect=(400,))
        self.assertEqual(problem["param"], "base_url")

        inside["base_url"] = inside["base_url"].replace("http:", "https:")
        provider = await self.daemon.admin("POST", "/providers", inside)
        await self.daemon.add_endpoint(provider, "inside-model")
        answer = await self.chat("inside-model")
        self.assertEqual((answer.status, answer.error["code"]), (502, "upstream_unreachable"))
        self.assertEqual(self.upstream.connections_made, 0)
        await self.check_end(answer, "released")

    async def test_the_next_endpoint_answers_for_a_failing_one(self):
        for is_streamed in (False, True):
            with self.subTest(is_streamed=is_streamed):
                name = f"shared-{is_streamed}"
                self.upstream.behaviours["broken"] = refusing(500)
                await self.daemon.add_endpoint(self.provider, name, upstream_model="broken",
                                               price={"prompt_usd_per_1m": "0.01", "completion_usd_per_1m": "0.01"})
                await self.daemon.add_endpoint(self.provider, name, upstream_model="sound",
                                               price={"prompt_usd_per_1m": "1", "completion_usd_per_1m": "1"})
                answer = await self.chat(name, stream=is_streamed)
                self.assertTrue(answer.is_success, answer)
                self.assertEqual(answer.headers["x-gotoai-attempts"], "2")
                order = await self.check_end(answer, "finalized")
                self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["platform", "user"])

    async def test_a_flapping_provider_recovers(self):
        calls = []

        async def flap(call):
            calls.append(call)
            await (refusing(503) if len(calls) % 2 else upstream.answer())(call)

        await self.add_model("flapping", flap)
        answers = [await self.chat("flapping") for _ in range(3)]
        self.assertEqual([(answer.status, answer.headers["x-gotoai-attempts"]) for answer in answers], [(200, "2")] * 3)
