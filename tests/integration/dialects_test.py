# SPDX-License-Identifier: GPL-3.0-or-later
"""Providers that do not speak OpenAI's API: asked in their own words, answered in OpenAI's, billed by their own counts."""

import json

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import verify

TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


def event(call, kind, **members):
    call.piece(f"event: {kind}\ndata: {json.dumps({'type': kind, **members})}\n\n".encode())


async def claude(call):
    """Writes to the cache, says two words and calls a tool, in Anthropic's words."""
    usage = {"input_tokens": 20, "cache_creation_input_tokens": 10, "cache_read_input_tokens": 0, "output_tokens": 1}
    call_block = {"type": "tool_use", "id": "toolu_1", "name": "get_weather", "input": {}}
    if not call.json.get("stream"):
        call.whole(200, {"id": "msg_1", "type": "message", "role": "assistant", "model": call.model,
                         "content": [{"type": "text", "text": "Let me look."}, {**call_block, "input": {"city": "Oslo"}}],
                         "stop_reason": "tool_use", "stop_sequence": None, "usage": {**usage, "output_tokens": 14}})
        return
    call.begin_stream()
    event(call, "message_start", message={"id": "msg_1", "type": "message", "role": "assistant", "content": [],
                                          "model": call.model, "stop_reason": None, "usage": usage})
    event(call, "content_block_start", index=0, content_block={"type": "text", "text": ""})
    for word in ("Let me", " look."):
        event(call, "content_block_delta", index=0, delta={"type": "text_delta", "text": word})
    event(call, "content_block_stop", index=0)
    event(call, "content_block_start", index=1, content_block=call_block)
    for part in ('{"city":', ' "Oslo"}'):
        event(call, "content_block_delta", index=1, delta={"type": "input_json_delta", "partial_json": part})
    event(call, "content_block_stop", index=1)
    event(call, "message_delta", delta={"stop_reason": "tool_use", "stop_sequence": None}, usage={"output_tokens": 14})
    event(call, "message_stop")
    call.end_stream()


async def llama(call):
    """The same in Ollama's words, whose tool calls come whole and without ids."""
    def line(message, **more):
        return {"model": call.model, "created_at": "2025-10-26T17:15:24.097767Z",
                "message": {"role": "assistant", "content": "", **message}, "done": False, **more}

    calls = [{"function": {"name": "get_weather", "arguments": {"city": "Oslo"}}}]
    end = {"done": True, "done_reason": "stop", "prompt_eval_count": 30, "eval_count": 14}
    if not call.json["stream"]:
        call.whole(200, line({"content": "Let me look.", "tool_calls": calls}, **end))
        return
    call.begin_stream("application/x-ndjson")
    for message, more in (({"content": "Let me"}, {}), ({"content": " look."}, {}), ({"tool_calls": calls}, {}), ({}, end)):
        call.piece(json.dumps(line(message, **more)).encode() + b"\n")
    call.end_stream()


async def overloaded(call):
    call.begin_stream()
    event(call, "message_start", message={"id": "msg_1", "content": [], "usage": {"input_tokens": 20, "output_tokens": 1}})
    event(call, "content_block_start", index=0, content_block={"type": "text", "text": "Half an"})
    event(call, "error", error={"type": "overloaded_error", "message": "Overloaded"})
    call.end_stream()


DIALECTS = {"anthropic": ("claude-sonnet-4-6", claude), "ollama": ("qwen3:8b", llama)}
OPENROUTERS_MODEL = "openai/gpt-4o-mini"


class DialectsTest(DaemonCase):
    async def serve_dialect(self, protocol, behave=None):
        upstream_model, usual = DIALECTS.get(protocol, (OPENROUTERS_MODEL, None))
        self.upstream.behaviours[upstream_model] = behave or usual
        daemon = await self.serve(name=f"{protocol}-{len(self.upstream.calls)}")
        provider = await daemon.add_provider(self.upstream.base_url, name=protocol, protocol=protocol)
        self.assertEqual(provider["protocol"], protocol)
        await daemon.add_endpoint(provider, MODEL, upstream_model=upstream_model)
        account = await daemon.add_account("10.00")
        return daemon, (await daemon.add_key(account))["secret"]

    def check_call(self, message):
        self.assertEqual(message["content"], "Let me look.")
        [call] = message["tool_calls"]
        self.assertEqual(call["function"]["name"], "get_weather")
        self.assertEqual(json.loads(call["function"]["arguments"]), {"city": "Oslo"})
        self.assertTrue(call["id"])

    async def check_order(self, daemon, answer, written):
        order = await daemon.ended_order(answer.headers["x-gotoai-order"])
        self.assertEqual(order["state"], "finalized")
        usage = order["usage"]
        self.assertEqual((usage["prompt_tokens"], usage["cache_write_tokens"], usage["completion_tokens"]), (30, written, 14))
        self.assertEqual(order["charge_usd"], "0.0000071")  # 30 × $0.05 and 14 × $0.40 a million

    async def test_answers_are_told_in_openais_shape_and_billed(self):
        for protocol in DIALECTS:
            with self.subTest(protocol=protocol):
                daemon, key = await self.serve_dialect(protocol)
                written = 10 if protocol == "anthropic" else 0
                body = client.chat_body(MODEL, tools=[TOOL], max_tokens=200)
                whole = await client.chat(daemon.port, key, body)
                self.assertEqual(whole.status, 200, whole.body)
                answer = whole.json
                self.assertEqual(answer["model"], MODEL)
                self.assertEqual(answer["object"], "chat.completion")
                self.assertGreater(answer["created"], 1_700_000_000)
                self.assertEqual(answer["choices"][0]["finish_reason"], "tool_calls")
                self.check_call(answer["choices"][0]["message"])
                self.assertEqual(answer["usage"]["total_tokens"], 44)
                self.assertEqual(answer["usage"]["cost"], "0.0000071")
                await self.check_order(daemon, whole, written)

                streamed = await client.chat(
                    daemon.port, key, {**body, "stream": True, "stream_options": {"include_usage": True}})
                frames = [json.loads(frame) for frame in streamed.frames if frame != "[DONE]"]
                choices = [choice for frame in frames for choice in frame["choices"]]
                arguments = [call["function"].get("arguments", "") for choice in choices
                             for call in choice["delta"].get("tool_calls", ())]
                self.assertEqual("".join(choice["delta"].get("content") or "" for choice in choices), "Let me look.")
                self.assertEqual(json.loads("".join(arguments)), {"city": "Oslo"})
                self.assertEqual(choices[-1]["finish_reason"], "tool_calls")
                self.assertEqual({frame["model"] for frame in frames}, {MODEL})
                self.assertTrue(all(frame["created"] > 1_700_000_000 for frame in frames))
                self.assertEqual(frames[-1]["usage"]["cost"], "0.0000071")
                await self.check_order(daemon, streamed, written)
                await daemon.stop()
                self.assertEqual(verify(daemon.data_dir)[0], 0)

    async def test_providers_are_asked_in_their_own_words(self):
        daemon, key = await self.serve_dialect("anthropic")
        await client.chat(daemon.port, key, client.chat_body(MODEL, tools=[TOOL]))
        [call] = self.upstream.calls_for("claude-sonnet-4-6")
        self.assertEqual((call.method, call.path), ("POST", "/v1/messages"))
        self.assertEqual(call.headers["x-api-key"], "sk-upstream-secret")
        self.assertEqual(call.headers["anthropic-version"], "2023-06-01")
        self.assertNotIn("authorization", call.headers)
        self.assertEqual(call.json["max_tokens"], 4_096)
        self.assertEqual(call.json["tools"][0]["input_schema"], TOOL["function"]["parameters"])

    async def test_what_a_provider_has_no_words_for_is_refused(self):
        for protocol, field in (("anthropic", "seed"), ("ollama", "logprobs")):
            with self.subTest(protocol=protocol):
                daemon, key = await self.serve_dialect(protocol)
                answer = await client.chat(daemon.port, key, client.chat_body(MODEL, **{field: True}))
                self.assertEqual(answer.status, 400)
                self.assertEqual(answer.error["param"], field)
                self.assertEqual(answer.error["code"], "unsupported_parameter")
                self.assertEqual(self.upstream.calls, [])
                await daemon.stop()

    async def test_an_error_within_a_stream_is_told(self):
        daemon, key = await self.serve_dialect("anthropic", overloaded)
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL, stream=True))
        self.assertEqual(answer.error["code"], "upstream_refused")
        self.assertNotIn(b"[DONE]", answer.body)
        order = await daemon.ended_order(answer.headers["x-gotoai-order"])
        self.assertEqual((order["state"], order["charge_usd"]), ("released", "0"))

    async def test_bills_that_a_price_does_not_explain_are_warned_of(self):
        for cost, is_warned_of in ((7.1e-06, False), (0.0000093, True)):
            with self.subTest(cost=cost):
                usage = upstream.usage_block(30, 14, cost=cost)
                daemon, key = await self.serve_dialect("openrouter", upstream.answer(usage=usage))
                answer = await client.chat(daemon.port, key, client.chat_body(MODEL, stream=True))
                self.assertTrue(answer.is_success, answer.body)
                order = await daemon.ended_order(answer.headers["x-gotoai-order"])
                self.assertEqual(order["charge_usd"], "0.0000071")
                self.assertEqual("provider_bills_otherwise" in daemon.log(), is_warned_of)
                await daemon.stop()
