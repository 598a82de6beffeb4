# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a client sends: a typed refusal in OpenAI's shape, no order, no provider bothered, nothing charged."""

import json
from datetime import datetime, timedelta, timezone

from case import MODEL, DaemonCase
from harness import client
from harness.daemon import eventually
from harness.money import nano

GOOD = client.chat_body(MODEL)
TEXT = json.dumps(GOOD)


def changed(**members):
    return json.dumps({**GOOD, **members}).encode()


def without(name):
    return json.dumps({key: value for key, value in GOOD.items() if key != name}).encode()


# name → (body, status, code, param); None: not checked.
BODIES = {
    "empty": (b"", 400, "invalid_json", None),
    "cut-json": (TEXT[:-3].encode(), 400, "invalid_json", None),
    "not-an-object": (b"[1]", 400, "invalid_json", None),
    "two-values": (TEXT.encode() + b"{}", 400, "invalid_json", None),
    "bad-utf8": (TEXT.replace("Say", "S\xffy").encode("latin-1"), 400, "invalid_json", None),
    "too-deep": (b'{"model":"x","messages":' + b"[" * 80 + b"]" * 80 + b"}", 400, "invalid_json", None),
    "duplicate-key": (TEXT[:-1].encode() + b',"model":"other"}', 400, None, "model"),
    "repeated-wish": (TEXT[:-1].encode() + b',"provider":{"zdr":true,"data_collection":"deny","zdr":false}}', 400, None,
                      "provider.zdr"),
    "repeated-limit": (TEXT[:-1].encode() + b',"provider":{"max_price":{"prompt":1,"prompt":9}}}', 400, None,
                       "provider.max_price.prompt"),
    "infinite-limit": (TEXT[:-1].encode() + b',"provider":{"max_price":{"prompt":1e309}}}', 400, None,
                       "provider.max_price.prompt"),
    "no-model": (without("model"), 400, None, "model"),
    "model-of-wrong-type": (changed(model=7), 400, None, "model"),
    "no-messages": (without("messages"), 400, None, "messages"),
    "empty-messages": (changed(messages=[]), 400, None, "messages"),
    "messages-of-wrong-type": (changed(messages="hello"), 400, None, "messages"),
    "stream-of-wrong-type": (changed(stream="yes"), 400, None, "stream"),
    "negative-max-tokens": (changed(max_tokens=-1), 400, None, "max_tokens"),
    "max-tokens-beyond-counting": (TEXT[:-1].encode() + b',"max_tokens":18446744073709551616}', 400, None, None),
    "max-tokens-infinite": (TEXT[:-1].encode() + b',"max_completion_tokens":1e309}', 400, None, None),
    "too-many-choices": (changed(n=100_000), 400, None, "n"),
    "priced-tier": (changed(service_tier="priority"), 400, "unsupported_parameter", "service_tier"),
    "web-search": (changed(web_search_options={}), 400, "unsupported_parameter", "web_search_options"),
    "audio": (changed(modalities=["text", "audio"], audio={"voice": "alloy", "format": "wav"}), 400,
              "unsupported_parameter", None),
    "unknown-model": (changed(model="no-such-model"), 404, "model_not_found", "model"),
}


class BadInputTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        config = "[http]\nmax_body_bytes = 65536\n"
        self.daemon, self.account, self.key = await self.serve_customer("1.00", config=config)

    def check_refusal(self, answer, status, code=None, param=None):
        self.assertEqual(answer.status, status, answer)
        self.assertTrue(answer.has_ended)
        self.assertEqual(sorted(answer.error), ["code", "message", "param", "type"])
        self.assertTrue(answer.error["message"])
        if code is not None:
            self.assertEqual(answer.error["code"], code, answer.body)
        if param is not None:
            self.assertEqual(answer.error["param"], param, answer.body)

    async def check_untouched(self):
        self.assertEqual(self.upstream.calls, [])
        wallet = await self.daemon.wallet(self.account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["held_usd"])), (1_000_000_000, 0))
        answer = await client.chat(self.daemon.port, self.key, GOOD)
        self.assertTrue(answer.is_success, answer)

    async def test_a_bad_body_is_refused_by_name(self):
        for name, (body, status, code, param) in BODIES.items():
            with self.subTest(name):
                self.check_refusal(await client.chat(self.daemon.port, self.key, body), status, code, param)
        await self.check_untouched()

    async def test_unknown_fields_pass(self):
        answer = await client.chat(self.daemon.port, self.key, changed(temperature=0.25, some_new_field={"deep": [1, 2.50]}))
        self.assertTrue(answer.is_success, answer)
        self.assertEqual(self.upstream.calls[-1].json["some_new_field"], {"deep": [1, 2.50]})

    async def test_a_body_over_the_limit_is_refused(self):
        big = client.chat_body(MODEL, "x" * 100_000)
        self.check_refusal(await client.chat(self.daemon.port, self.key, big), 413)
        chunked = (b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n"
                   b"authorization: Bearer " + self.key.encode() + b"\r\n\r\n" + b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
                   b"8000\r\n" + b"x" * 0x8000 + b"\r\n8000\r\n" + b"x" * 0x8000 + b"\r\n0\r\n\r\n")
        self.check_refusal(await self.send_raw(chunked), 413)
        await self.check_untouched()

    async def send_raw(self, data):
        async with client.Connection(self.daemon.port) as connection:
            try:
                await connection.send(data)
            except ConnectionError:
                pass  # the refusal may close the connection before all has been taken
            await connection.read_head()
            async for _ in connection.pieces():
                pass
            return connection.answer

    async def test_broken_framing_is_refused_and_closed(self):
        head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\n"
        rows = {
            "two-lengths": (head + b"content-length: 3\r\ncontent-length: 4\r\n\r\nabcd", (400,)),
            "length-and-chunked": (head + b"content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", (400,)),
            "negative-length": (head + b"content-length: -1\r\n\r\n", (400,)),
            "huge-length": (head + b"content-length: 99999999999999999999\r\n\r\n", (400, 413)),
            "bad-chunk-size": (head + b"transfer-encoding: chunked\r\n\r\nzz\r\n", (400,)),
            "bare-line-feed": (b"GET /v1/models HTTP/1.1\nhost: localhost\n\n", (400,)),
            "folded-header": (head + b"x-long: a\r\n b\r\n\r\n", (400,)),
            "no-host": (b"GET /v1/models HTTP/1.1\r\n\r\n", (400,)),
            "long-header": (head + b"x-long: " + b"a" * 100_000 + b"\r\n\r\n", (431,)),
            "many-headers": (head + b"".join(b"x-%d: 1\r\n" % number for number in range(101)) + b"\r\n", (431,)),
            "long-target": (b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\nhost: localhost\r\n\r\n", (414,)),
            "unknown-version": (b"GET /v1/models HTTP/3.7\r\nhost: localhost\r\n\r\n", (400, 505)),
            "no-http": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (400,)),
        }
        for name, (data, statuses) in rows.items():
            with self.subTest(name):
                answer = await self.send_raw(data)
                self.assertIn(answer.status, statuses, answer)
                self.assertEqual(answer.headers.get("connection", "").lower(), "close")
        await self.check_untouched()

    async def test_a_key_that_is_no_key_is_refused(self):
        revoked = await self.daemon.add_key(self.account, "revoked")
        await self.daemon.admin("DELETE", f"/keys/{revoked['id']}", expect=(200, 204))
        rows = {
            "none": {},
            "empty": {"authorization": "Bearer "},
            "nonsense": client.bearer("sk-something-else"),
            "wrong-secret": client.bearer(self.key[:-12] + "000000000000"),
            "basic": {"authorization": "Basic dXNlcjpwYXNz"},
            "two-different": {**client.bearer(self.key), "x-api-key": revoked["secret"]},
        }
        for name, headers in rows.items():
            with self.subTest(name):
                answer = await client.call(self.daemon.port, "POST", "/v1/chat/completions", GOOD, headers)
                self.check_refusal(answer, 401, "invalid_api_key")

        async def is_revoked():
            answer = await client.chat(self.daemon.port, revoked["secret"], GOOD)
            return answer if answer.status == 401 else None

        self.check_refusal(await eventually(is_revoked, 2, "the revocation"), 401, "revoked_api_key")

    async def test_an_expired_key_is_refused(self):
        soon = datetime.now(timezone.utc) + timedelta(milliseconds=200)
        expiring = await self.daemon.add_key(self.account, "old", expires_at=soon.isoformat())

        async def has_expired():
            answer = await client.chat(self.daemon.port, expiring["secret"], GOOD)
            return answer if answer.status == 401 else None

        self.check_refusal(await eventually(has_expired, 2, "the expiry"), 401, "expired_api_key")

    async def test_the_key_may_come_by_any_of_its_headers(self):
        for name, value in {"authorization": f"Bearer {self.key}", "x-api-key": self.key, "api-key": self.key}.items():
            with self.subTest(name):
                answer = await client.call(self.daemon.port, "POST", "/v1/chat/completions", GOOD, {name: value})
                self.assertTrue(answer.is_success, answer)

    async def test_unknown_places_and_methods_are_refused(self):
        for method, path, status in (("GET", "/v1/nowhere", 404), ("GET", "/", 404), ("POST", "/v1/models", 405),
                                     ("GET", "/v1/chat/completions", 405), ("GET", "/v1/models/none", 404)):
            with self.subTest(path=path, method=method):
                body = {} if method == "POST" else None
                self.check_refusal(await client.call(self.daemon.port, method, path, body, client.bearer(self.key)), status)

    async def test_the_admin_api_needs_its_own_token(self):
        for token in ("", "wrong", self.key):
            with self.subTest(token=token[:4]):
                answer = await client.call(self.daemon.admin_port, "GET", "/admin/v1/accounts", None, client.bearer(token))
                self.assertEqual(answer.status, 401, answer)

    async def test_refusals_name_unknown_and_repeated_fields_of_the_admin_api(self):
        for body, name in (({"name": "x", "nmae": "y"}, "nmae"), (b'{"name":"a","name":"b"}', "name")):
            answer = await client.call(self.daemon.admin_port, "POST", "/admin/v1/accounts", body,
                                       client.bearer(self.daemon.admin_token))
            self.assertEqual((answer.status, answer.json.get("param")), (400, name), answer.body)
