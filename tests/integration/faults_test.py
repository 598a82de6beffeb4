# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of a provider, in default and in buffered mode, with and without another endpoint: what the caller gets, what
the providers see, what the books say. Times are scaled down; GOTOAI_TEST_REAL_TIMES=1 (run --real-times) takes real ones."""

import asyncio
import gzip
import json
import os
import time
from dataclasses import dataclass, field

from case import DaemonCase, gather
from harness import client, upstream
from harness.daemon import verify
from harness.money import nano

IS_REAL = bool(os.environ.get("GOTOAI_TEST_REAL_TIMES"))
RETRY_AFTER = 2 if IS_REAL else 1
FIRST_BYTE_MS = 15_000 if IS_REAL else 400
FIRST_TOKEN_MS = 15_000 if IS_REAL else 400
LATE_SECONDS = 20 if IS_REAL else 1.0
IDLE_MS = 10_000 if IS_REAL else 300
LONG_IDLE_MS = 30_000
PAUSE_SECONDS = 3
FLAP_SECONDS = 60 if IS_REAL else 12
BACK_WITHIN = 30 if IS_REAL else 12

ALPHA = [f"a{number} " for number in range(25)]
BETA = [f"b{number} " for number in range(25)]
PROMPT_TOKENS = 12
PRICES = {"alpha": {"prompt_usd_per_1m": "1", "completion_usd_per_1m": "1"},
          "beta": {"prompt_usd_per_1m": "2", "completion_usd_per_1m": "4"}}


# What a caller gets.

@dataclass
class Answered:
    by: str
    attempts: int = 2
    is_estimated: bool = False


@dataclass
class Refused:
    status: int
    code: str
    attempts: int = 1


@dataclass
class Broken:
    """In band, after part of alpha's answer."""
    code: str
    attempts: int = 1


@dataclass
class Fault:
    behave: object
    default: object = field(default_factory=lambda: Answered("beta"))
    buffered: object = None       # as by default
    alone: object = None          # without beta; not tried
    alone_buffered: object = None
    once: bool = True             # alone: the next call goes well
    is_retried: bool = False      # at the same endpoint, as with one that is alone
    request: dict = field(default_factory=dict)
    continued: object = None      # where the client asks for that; not tried
    prefills: bool = False        # beta goes on where alpha broke off
    refuses_prefill: bool = False # beta says that it does, but does not
    beta: object = None           # what beta does; else it answers well
    idle_ms: int = None           # in place of IDLE_MS
    provider: str = ""            # in place of the scripted one


def refusing(status, code=None, **headers):
    body = {"error": {"message": "the provider says no", "type": "some_error", "param": None, "code": code}}

    async def behave(call):
        call.whole(status, body, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return behave


def whole(status, body, content_type="application/json", **headers):
    async def behave(call):
        call.whole(status, body, content_type, {name.replace("_", "-"): value for name, value in headers.items()})

    return behave


def raw(content_type, data, *headers):
    async def behave(call):
        lines = "".join(f"{header}\r\n" for header in headers)
        call.send(f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n{lines}content-length: {len(data)}\r\n\r\n".encode() + data)

    return behave


def words(call, some, going_on=None):
    for word in some:
        call.frame(upstream.chunk(call.model, {"content": word}, going_on))


def streaming(*parts, usage=True, done=True, going_on=None, finish="stop", completion=len(ALPHA)):
    """A stream of words (lists), frames (dicts), bytes as they are and behaviours, ended well. `going_on` is the finish
    reason of frames that do not finish."""

    async def behave(call):
        call.begin_stream()
        call.frame(upstream.chunk(call.model, {"role": "assistant", "content": ""}, going_on))
        for part in parts:
            if isinstance(part, list):
                words(call, part, going_on)
            elif isinstance(part, dict):
                call.frame(part)
            elif isinstance(part, bytes):
                call.piece(part)
                await asyncio.sleep(0.01)
            else:
                await part(call)
                if call.gone.is_set():
                    return
        call.frame(upstream.chunk(call.model, {}, finish))
        if usage:
            call.frame(upstream.usage_chunk(call.model, counts(completion=completion)))
        if done:
            call.frame("[DONE]")
            call.end_stream()
        else:
            await call.gone.wait()

    return behave


def counts(prompt=PROMPT_TOKENS, completion=len(ALPHA)):
    return upstream.usage_block(prompt=prompt, completion=completion)


async def reset(call):
    call.reset()
    call.gone.set()


async def silent(call):
    await call.gone.wait()


async def close(call):
    call.close()
    call.gone.set()


async def done_early(call):
    """In good order, but before any choice has said why it ends."""
    call.frame("[DONE]")
    call.end_stream()
    call.gone.set()


async def late(call):
    try:
        await asyncio.wait_for(call.gone.wait(), LATE_SECONDS)
    except asyncio.TimeoutError:
        pass


async def pause(call):
    """Longer than the closing of a stream that is whole may take, shorter than LONG_IDLE_MS."""
    try:
        await asyncio.wait_for(call.gone.wait(), PAUSE_SECONDS)
    except asyncio.TimeoutError:
        pass


async def drip(call):
    """Comments for ever: bytes, but never a frame."""
    while not call.gone.is_set():
        call.piece(b": still here\n\n")
        await asyncio.sleep(IDLE_MS / 1000 / 6)


async def huge_line(call):
    call.begin_stream()
    call.piece(b"data: ")
    for _ in range(100 * 1024 * 1024 // 65536):
        if call.gone.is_set():
            return
        call.piece(b"x" * 65536)
        await asyncio.sleep(0)
    await call.gone.wait()


SAID_TOKENS = (len("".join(ALPHA[:12])) + 3) // 4  # what a continuation takes alpha's begin for

GERMAN = 'data: {"id":"x","choices":[{"index":0,"delta":{"content":"a\u00fc "},"finish_reason":null}]}\n\n'.encode()
SPLIT = GERMAN.index(b"\xc3") + 1
BAD = GERMAN.replace(b"\xc3\xbc", b"\xff\xfe")

EMPTY = streaming(completion=0)
FILTERED = streaming(completion=0, finish="content_filter")
EVADING = {"content_filter": "fallback"}
WELL = upstream.answer(ALPHA, counts())
CUT = Broken("upstream_cut")
STALLED = Broken("upstream_timeout")
ALPHA_AT_ONCE = Answered("alpha", 1)

FAULTS = {
    "429 with Retry-After once": Fault(refusing(429, retry_after=str(RETRY_AFTER)), alone=Answered("alpha"),
                                       alone_buffered=Answered("alpha")),
    "429 for ever": Fault(refusing(429), once=False, alone=Refused(429, "upstream_rate_limited", None)),
    "500 once": Fault(refusing(500), alone=Answered("alpha"), alone_buffered=Answered("alpha")),
    "503 for ever": Fault(refusing(503), once=False, alone=Refused(502, "upstream_refused", None)),
    "reset before headers": Fault(reset, alone=Answered("alpha")),
    "never answers": Fault(silent, once=False, alone=Refused(504, "upstream_timeout")),
    "late first token": Fault(streaming(late, ALPHA), once=False, alone=Refused(504, "upstream_timeout")),
    "cut": Fault(streaming(ALPHA[:12], close), default=CUT, buffered=Answered("beta"), alone=CUT,
                 alone_buffered=Answered("alpha"), continued=Answered("both"), prefills=True),
    "cut, prefill refused": Fault(streaming(ALPHA[:12], close), default=CUT, buffered=Answered("beta"), prefills=True,
                                  refuses_prefill=True, continued=Answered("beta", 3)),
    "cut, nobody prefills": Fault(streaming(ALPHA[:12], close), default=CUT, buffered=Answered("beta"),
                                  continued=Answered("beta")),
    "cut, the next is empty": Fault(streaming(ALPHA[:12], close), default=None, beta=EMPTY, once=False,
                                    continued=Broken("upstream_cut", None)),
    "cut, the next is empty, the first is back": Fault(streaming(ALPHA[:12], close), default=None, beta=EMPTY,
                                                       is_retried=True, continued=Answered("alpha", 3)),
    "cut, the next is filtered": Fault(streaming(ALPHA[:12], close), default=None, once=False,
                                       beta=FILTERED, continued=Broken("upstream_cut", 2)),
    "empty finish_reason, cut": Fault(streaming(ALPHA[:12], close, going_on=""), default=CUT, buffered=Answered("beta"),
                                      alone=CUT, alone_buffered=Answered("alpha"), continued=Answered("both"), prefills=True),
    "false finish_reason, cut": Fault(streaming(ALPHA[:12], close, going_on=False), default=CUT, buffered=Answered("beta")),
    "empty finish_reason, pause": Fault(streaming(ALPHA[:12], pause, ALPHA[12:], going_on=""), default=ALPHA_AT_ONCE,
                                        idle_ms=LONG_IDLE_MS),
    "done before its end": Fault(streaming(ALPHA[:12], done_early), default=CUT, buffered=Answered("beta"), alone=CUT,
                                 alone_buffered=Answered("alpha")),
    "nothing but [DONE]": Fault(streaming(done_early)),
    "stall": Fault(streaming(ALPHA[:20], silent), default=STALLED, buffered=Answered("beta"), once=False, alone=STALLED,
                   alone_buffered=Refused(504, "upstream_timeout")),
    "malformed tenth event": Fault(streaming(ALPHA[:9], b"data: {oops\n\n", ALPHA[9:]), default=ALPHA_AT_ONCE,
                                   buffered=Answered("beta"), alone=ALPHA_AT_ONCE),
    "no [DONE]": Fault(streaming(ALPHA, done=False), default=ALPHA_AT_ONCE, alone=ALPHA_AT_ONCE),
    "context length": Fault(refusing(400, "context_length_exceeded"), once=False,
                            alone=Refused(400, "context_length_exceeded")),
    "content filter": Fault(refusing(400, "content_filter"), default=Refused(400, "content_filter"), once=False),
    "content filter, evaded": Fault(refusing(400, "content_filter"), request=EVADING),
    "content filter in the stream, evaded": Fault(FILTERED, request=EVADING),
    "content filter after text, evaded": Fault(streaming(ALPHA[:12], finish="content_filter"), default=None,
                                               buffered=Answered("beta"), request=EVADING),
    "content filter in every stream, evaded": Fault(FILTERED, request=EVADING, once=False,
                                                    beta=FILTERED,
                                                    default=Refused(400, "content_filter", 2)),
    "HTML page": Fault(whole(200, b"<!doctype html><title>502 Bad Gateway</title>", "text/html")),
    "HTML error page": Fault(whole(503, b"<!doctype html><title>503</title>", "text/html")),
    "redirect": Fault(whole(302, b"", location="/elsewhere")),
    "wrong content type": Fault(whole(200, b"Hello.", "text/plain")),
    "gzip": Fault(raw("text/event-stream", gzip.compress(GERMAN), "content-encoding: gzip")),
    "bad UTF-8 across chunks": Fault(streaming(BAD[:SPLIT], BAD[SPLIT:], ALPHA)),
    "good UTF-8 across chunks": Fault(streaming(GERMAN[:SPLIT], GERMAN[SPLIT:], ALPHA[1:]), default=Answered("alpha", 1)),
    "usage twice": Fault(streaming(ALPHA, upstream.usage_chunk("m", counts(prompt=3, completion=3))), default=ALPHA_AT_ONCE),
    "usage absurd": Fault(streaming(ALPHA, upstream.usage_chunk("m", counts(completion=-7)), usage=False),
                          default=Answered("alpha", 1, is_estimated=True)),
    "100 MB line": Fault(huge_line),
    "slow drip": Fault(streaming(drip)),
    "slow drip after tokens": Fault(streaming(ALPHA[:3], drip), default=STALLED, buffered=Answered("beta")),
    "TLS failure": Fault(WELL, provider="https"),
    "DNS failure": Fault(WELL, provider="http://no-such-name.invalid/v1"),
}


def said(answer):
    """The text since the answer began, or began anew."""
    frames = [json.loads(frame) for frame in answer.frames if frame != "[DONE]"]
    begun = max((place for place, frame in enumerate(frames) if frame.get("gotoai", {}).get("restarted")), default=0)
    return "".join(choice["delta"].get("content") or "" for frame in frames[begun:] for choice in frame.get("choices", ()))


def began_early(answer):
    """Its head went out with a comment that keeps a silent stream alive, before the fault was known."""
    return answer.body.startswith(b":")


class FaultsTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.daemon = await self.serve(config="[lanes]\ncount = 1\n")
        self.provider = await self.daemon.add_provider(self.upstream.base_url)
        self.account = await self.daemon.add_account("100.00")
        self.key = (await self.daemon.add_key(self.account))["secret"]
        await self.daemon.add_endpoint(self.provider, "sound")
        self.number = 0

    async def add_pair(self, fault, is_alone):
        """A model of its own: alpha, which is cheaper and fails, and beta, which does well."""
        self.number += 1
        model = f"model-{self.number}"
        deadlines = {"connect_ms": 2_000, "first_byte_ms": FIRST_BYTE_MS, "first_token_ms": FIRST_TOKEN_MS,
                     "idle_ms": fault.idle_ms or IDLE_MS}
        remaining = [True]

        async def behave(call):
            is_faulty = remaining[0] or not fault.once
            remaining[0] = False
            await (fault.behave if is_faulty else WELL)(call)

        self.upstream.behaviours[f"{model}-alpha"] = behave
        async def behave_beta(call):
            is_prefilled = call.json["messages"][-1]["role"] == "assistant"
            if is_prefilled and fault.refuses_prefill:
                await refusing(400)(call)
            elif fault.beta:
                await fault.beta(call)
            elif is_prefilled:  # what was said counts as prompt
                await upstream.answer(BETA[12:], counts(PROMPT_TOKENS + SAID_TOKENS, len(BETA) - 12))(call)
            else:
                await upstream.answer(BETA, counts())(call)

        self.upstream.behaviours[f"{model}-beta"] = behave_beta
        provider = self.provider
        if fault.provider:
            address = self.upstream.base_url.replace("http:", "https:") if fault.provider == "https" else fault.provider
            provider = await self.daemon.add_provider(address, name=f"provider-{self.number}")
        await self.daemon.add_endpoint(provider, model, upstream_model=f"{model}-alpha", price=PRICES["alpha"],
                                       deadlines=deadlines, context_tokens=50_000)
        if not is_alone:
            await self.daemon.add_endpoint(self.provider, model, upstream_model=f"{model}-beta", price=PRICES["beta"],
                                           deadlines=deadlines, features=["prefill"] if fault.prefills else None)
        return model

    async def traffic(self, count=40):
        """Good requests, of which retries may be a fifth."""
        await gather(count, lambda _: client.chat(self.daemon.port, self.key, client.chat_body("sound")))

    async def ask(self, model, fault, mode):
        gotoai = {**fault.request, "recovery": mode} if mode != "default" else dict(fault.request)
        if not fault.once:
            gotoai["deadlines"] = {"total_ms": 30_000 if IS_REAL else 1_500}
        members = {"gotoai": gotoai} if gotoai else {}
        body = client.chat_body(model, stream=True, stream_options={"include_usage": True}, **members)
        return await client.chat(self.daemon.port, self.key, body)

    async def try_fault(self, fault, expected, mode, is_alone):
        model = await self.add_pair(fault, is_alone)
        if is_alone or fault.is_retried:
            await self.traffic()
        answer = await self.ask(model, fault, mode)
        order = await self.daemon.ended_order(answer.headers["x-gotoai-order"])
        attempts = order["attempts"]
        if expected.attempts is not None:
            self.assertEqual(len(attempts), expected.attempts, answer)
        for number, attempt in enumerate(attempts):
            is_users = number == len(attempts) - 1 and isinstance(expected, Answered)
            self.assertEqual(attempt["payer"], "user" if is_users else "platform")
        if isinstance(expected, Answered):
            self.check_answer(answer, order, model, expected)
        else:
            self.check_failure(answer, order, expected)
        await self.check_providers(model, fault, attempts)
        wallet = await self.daemon.wallet(self.account)
        self.assertEqual(nano(wallet["held_usd"]), 0)

    def check_answer(self, answer, order, model, expected):
        self.assertTrue(answer.is_success, answer)
        text = {"alpha": "".join(ALPHA), "beta": "".join(BETA), "both": "".join(ALPHA[:12] + BETA[12:])}[expected.by]
        self.assertEqual(said(answer).replace("a\u00fc ", "a0 "), text)
        is_continued = expected.by == "both"
        is_head_late = not began_early(answer) and not is_continued and b"restarted" not in answer.body
        if is_head_late:
            self.assertEqual(answer.headers["x-gotoai-attempts"], str(len(order["attempts"])))
        frames = [json.loads(frame) for frame in answer.frames[:-1]]
        self.assertEqual({frame["model"] for frame in frames}, {model})
        self.assertEqual(len({frame["id"] for frame in frames}), 1)
        usage = frames[-1]["usage"]
        self.assertIs(usage["cost_details"]["estimated"], expected.is_estimated or is_continued)
        self.assertEqual(order["state"], "finalized")
        if is_continued:  # charged as one uninterrupted answer of beta
            completion = SAID_TOKENS + len(BETA) - 12
            self.assertEqual((usage["prompt_tokens"], usage["completion_tokens"]), (PROMPT_TOKENS, completion))
            self.assertEqual(nano(order["charge_usd"]), PROMPT_TOKENS * 2_000 + completion * 4_000)
        elif not expected.is_estimated:
            self.assertEqual((usage["prompt_tokens"], usage["completion_tokens"]), (PROMPT_TOKENS, len(ALPHA)))
            prompt, completion = (1_000, 1_000) if expected.by == "alpha" else (2_000, 4_000)  # 10^-9 USD a token
            self.assertEqual(nano(order["charge_usd"]), PROMPT_TOKENS * prompt + len(ALPHA) * completion)

    def check_failure(self, answer, order, expected):
        self.assertFalse(answer.is_success)
        self.assertEqual(answer.error and answer.error["code"], expected.code, answer)
        if isinstance(expected, Broken):
            self.assertEqual(answer.status, 200)
            self.assertTrue("".join(ALPHA).startswith(said(answer)) and said(answer), answer.body)
            self.assertNotIn("[DONE]", answer.frames)
        else:
            self.assertEqual(answer.status, 200 if began_early(answer) else expected.status, answer)
        self.assertEqual((order["state"], nano(order["charge_usd"])), ("released", 0))

    async def check_providers(self, model, fault, attempts):
        """As many calls as attempts; what was given up is hung up on."""
        calls = self.upstream.calls_for(f"{model}-alpha") + self.upstream.calls_for(f"{model}-beta")
        self.assertEqual(len(calls), len(attempts) - (1 if fault.provider else 0))
        for call in calls:
            await asyncio.wait_for(self.over(call), 5)

    async def over(self, call):
        while not (call.is_over or call.gone.is_set()):
            await asyncio.sleep(0.02)

    async def run_table(self, mode, is_alone):
        for name, fault in FAULTS.items():
            expected = {(False, "default"): fault.default, (False, "buffered"): fault.buffered or fault.default,
                        (True, "default"): fault.alone, (True, "buffered"): fault.alone_buffered,
                        (False, "continue"): fault.continued}[is_alone, mode]
            if expected is None:
                continue
            with self.subTest(name, mode=mode, is_alone=is_alone):
                await self.try_fault(fault, expected, mode, is_alone)
        await self.daemon.stop()
        code, output = verify(self.daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_another_endpoint_takes_over(self):
        await self.run_table("default", False)

    async def test_another_endpoint_takes_over_unseen_where_answers_are_buffered(self):
        await self.run_table("buffered", False)

    async def test_another_endpoint_goes_on_where_one_broke_off(self):
        await self.run_table("continue", False)

    async def test_the_only_endpoint_is_tried_again(self):
        await self.run_table("default", True)

    async def test_the_only_endpoint_is_tried_again_where_answers_are_buffered(self):
        await self.run_table("buffered", True)

    async def test_flapping_is_served_throughout(self):
        """Down for a while, up, down and up again: callers notice nothing, probes are few, the primary is back soon."""
        model = await self.add_pair(Fault(WELL), False)
        is_down = [True]
        refused = []

        async def flap(call):
            if is_down[0]:
                refused.append(call)
            await (refusing(503) if is_down[0] else WELL)(call)

        self.upstream.behaviours[f"{model}-alpha"] = flap
        began, answers = time.monotonic(), []
        while time.monotonic() - began < FLAP_SECONDS:
            is_down[0] = int((time.monotonic() - began) / (FLAP_SECONDS / 4)) % 2 == 0
            answers.append(await self.ask(model, Fault(WELL), "default"))
            await asyncio.sleep(0.02)
        self.assertEqual({answer.status for answer in answers}, {200})
        self.assertTrue(all(answer.is_success for answer in answers))
        failed = sum(int(answer.headers["x-gotoai-attempts"]) > 1 for answer in answers)
        self.assertLess(failed, len(answers) / 10)
        self.assertEqual(len(refused), failed)
        self.assertLessEqual(len(refused), 20)  # twice five until it is left alone, and single probes after 1, 2, 4 and 8 s
        is_down[0], recovered = False, time.monotonic()
        while not (await self.ask(model, Fault(WELL), "default")).text.startswith("a0"):
            self.assertLess(time.monotonic() - recovered, BACK_WITHIN)
            await asyncio.sleep(0.05)

    async def test_health_is_shown(self):
        fault = Fault(refusing(503), once=False)
        model = await self.add_pair(fault, False)
        for _ in range(6):
            self.assertTrue((await self.ask(model, fault, "default")).is_success)
        shown = (await self.daemon.admin("GET", f"/health?model={model}"))["data"]
        by_state = {health["breaker"]["state"]: health for health in shown}
        self.assertEqual(set(by_state), {"open", "closed"})
        self.assertEqual((by_state["open"]["score"], by_state["open"]["last_minute"]["refused"]), (0, 5))
        self.assertEqual(by_state["closed"]["last_minute"]["answered"], 6)
        self.assertGreater(by_state["closed"]["tokens_per_second"]["count"], 0)
        one = await self.daemon.admin("GET", f"/endpoints/{by_state['open']['endpoint']}/health")
        self.assertEqual(one["endpoint"], by_state["open"]["endpoint"])

    async def test_an_open_breaker_survives_a_restart(self):
        fault = Fault(refusing(503), once=False)
        model = await self.add_pair(fault, False)
        for _ in range(5):
            await self.ask(model, fault, "default")
        await asyncio.sleep(2)  # written within a second or so
        for _ in range(3):  # probes fail: its pause grows beyond what a restart takes
            await self.ask(model, fault, "default")
            await asyncio.sleep(1)
        await asyncio.sleep(2)
        await self.daemon.stop()
        await self.daemon.start()
        shown = (await self.daemon.admin("GET", f"/health?model={model}"))["data"]
        self.assertEqual(sorted(health["breaker"]["openings"] > 0 for health in shown), [False, True])
