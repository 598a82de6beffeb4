# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile bytes at the network edge: typed refusals whatever the packets, and good clients served beside them."""

import asyncio
import json
import random
import signal

from case import MODEL, DaemonCase, rounds
from harness import client
from harness.daemon import eventually
from harness.money import nano

HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BODY = json.dumps(client.chat_body(MODEL)).encode()
AT_ONCE = 64

# name → (bytes, status, code)
HOSTILE = {
    "length-and-chunked": (HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "invalid_framing"),
    "chunked-and-length": (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400, "invalid_framing"),
    "equal-lengths": (HEAD + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400, "invalid_content_length"),
    "list-of-lengths": (HEAD + b"Content-Length: 3, 3\r\n\r\nabc", 400, "invalid_content_length"),
    "negative-length": (HEAD + b"Content-Length: -1\r\n\r\n", 400, "invalid_content_length"),
    "huge-length": (HEAD + b"Content-Length: 18446744073709551619\r\n\r\nabc", 413, "request_too_large"),
    "two-codings": (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501, "transfer_encoding_not_implemented"),
    "chunk-size-of-words": (CHUNKED + b"zz\r\n", 400, "invalid_chunk"),
    "negative-chunk-size": (CHUNKED + b"-1\r\n", 400, "invalid_chunk"),
    "overflowing-chunk-size": (CHUNKED + b"10000000000000001\r\na\r\n", 400, "invalid_chunk"),
    "huge-chunk-size": (CHUNKED + b"ffffffffffffffff\r\n", 413, "request_too_large"),
    "chunk-longer-than-said": (CHUNKED + b"1\r\nabc\r\n0\r\n\r\n", 400, "invalid_chunk"),
    "bad-chunk-extension": (CHUNKED + b"1;=\r\na\r\n0\r\n\r\n", 400, "invalid_chunk"),
    "long-chunk-extension": (CHUNKED + b"1;" + b"x" * 200 + b"\r\na\r\n", 400, "invalid_chunk"),
    "bare-line-feed": (b"GET /v1/models HTTP/1.1\nHost: a\n\n", 400, "bare_line_feed"),
    "bare-line-feed-in-chunk": (CHUNKED + b"1\na\r\n0\r\n\r\n", 400, "bare_line_feed"),
    "folded-header": (HEAD + b"X-A: b\r\n c\r\n\r\n", 400, "invalid_header"),
    "space-before-colon": (HEAD + b"Content-Length : 3\r\n\r\nabc", 400, "invalid_header"),
    "nul-in-header": (HEAD + b"X-A: b\0c\r\n\r\n", 400, "invalid_header"),
    "101-headers": (HEAD + b"".join(b"X-%d: 1\r\n" % number for number in range(100)) + b"\r\n", 431, "too_many_headers"),
    "100-kb-header": (HEAD + b"X-A: " + b"a" * 100_000 + b"\r\n\r\n", 431, "headers_too_large"),
    "no-host": (b"GET /v1/models HTTP/1.1\r\n\r\n", 400, "invalid_host"),
    "two-hosts": (HEAD + b"Host: b\r\n\r\n", 400, "invalid_host"),
    "foreign-absolute-target": (b"GET http://b/v1/models HTTP/1.1\r\nHost: a\r\n\r\n", 400, "invalid_host"),
    "unknown-expectation": (HEAD + b"Expect: miracles\r\n\r\n", 417, "expectation_failed"),
    "version": (b"GET /v1/models HTTP/3.7\r\nHost: a\r\n\r\n", 505, "http_version_not_supported"),
    "tls": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, None),
}


class EdgeTest(DaemonCase):
    async def send_in_two(self, port, data, place):
        """The whole answer to bytes that arrive in two parts."""
        async with client.Connection(port) as connection:
            try:
                await connection.send(data[:place])
                await asyncio.sleep(0)
                await connection.send(data[place:])
            except ConnectionError:
                pass  # the refusal may close the connection before all has been taken
            await connection.read_head()
            async for _ in connection.pieces():
                pass
            return connection.answer

    async def send_in_all_ways(self, port, data, check):
        """Whole, and in two parts at each place (of long data, at some)."""
        places = range(len(data)) if len(data) < 1_000 else random.Random(1).sample(range(len(data)), 60)
        for first in range(0, len(places), AT_ONCE):
            some = places[first:first + AT_ONCE]
            answers = await asyncio.gather(*(self.send_in_two(port, data, place) for place in some))
            for place, answer in zip(some, answers):
                check(answer, place)

    async def test_hostile_framing_is_refused_however_it_is_split(self):
        daemon, account, key = await self.serve_customer()
        for name, (data, status, code) in HOSTILE.items():
            with self.subTest(name):
                def check(answer, place):
                    self.assertEqual(answer.status, status, (place, answer))
                    self.assertEqual(answer.headers["connection"], "close", place)
                    if code is not None:
                        self.assertEqual(answer.error["code"], code, place)

                await self.send_in_all_ways(daemon.port, data, check)
        self.assertEqual(self.upstream.calls, [])
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)

    async def test_the_admin_listener_is_as_strict(self):
        daemon = await self.serve()
        for name, (data, status, code) in HOSTILE.items():
            with self.subTest(name):
                def check(answer, place):
                    self.assertEqual(answer.status, status, (place, answer))
                    self.assertEqual(answer.headers["connection"], "close", place)
                    self.assertEqual(answer.headers["content-type"], "application/problem+json", place)
                    if code is not None:
                        self.assertEqual(json.loads(answer.body)["code"], code, place)

                await self.send_in_all_ways(daemon.admin_port, data, check)
        accounts = await client.call(daemon.admin_port, "GET", "/admin/v1/accounts", None, client.bearer(daemon.admin_token))
        self.assertEqual(accounts.status, 200)

    async def test_chunked_bodies_are_read_however_they_are_split(self):
        daemon, account, key = await self.serve_customer()
        half = len(BODY) // 2
        data = (HEAD + b"Authorization: Bearer " + key.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
                + b"%x;a=\"b\"\r\n" % half + BODY[:half] + b"\r\n%X\r\n" % (len(BODY) - half) + BODY[half:]
                + b"\r\n0;last\r\nAuthorization: Bearer none\r\n\r\n")

        def check(answer, place):
            self.assertTrue(answer.is_success, (place, answer))

        await self.send_in_all_ways(daemon.port, data, check)
        self.assertEqual({call.body for call in self.upstream.calls_for(MODEL)}, {self.upstream.calls[0].body})

    async def test_a_body_is_asked_for_once_it_may_come(self):
        daemon, account, key = await self.serve_customer()
        head = HEAD + b"Authorization: Bearer " + key.encode() + b"\r\nExpect: 100-continue\r\nContent-Length: "
        async with client.Connection(daemon.port) as connection:
            await connection.send(head + b"%d\r\n\r\n" % len(BODY))
            self.assertEqual((await connection.read_head()).status, 100)
            await connection.send(BODY)
            self.assertEqual((await connection.read_head()).status, 200)
        async with client.Connection(daemon.port) as connection:
            await connection.send(head + b"99999999999\r\n\r\n")
            self.assertEqual((await connection.read_head()).status, 413)

    async def test_http10_is_answered_without_chunks(self):
        daemon, account, key = await self.serve_customer()
        body = json.dumps(client.chat_body(MODEL, stream=True)).encode()
        reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
        writer.write(b"POST /v1/chat/completions HTTP/1.0\r\nConnection: keep-alive\r\nAuthorization: Bearer " + key.encode()
                     + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
        head, _, stream = answer.partition(b"\r\n\r\n")
        self.assertIn(b"connection: close", head)
        self.assertNotIn(b"transfer-encoding", head)
        self.assertTrue(stream.startswith(b"data: {"), stream[:80])
        self.assertTrue(stream.endswith(b"data: [DONE]\n\n"), stream[-80:])

    async def test_a_slow_head_is_refused(self):
        daemon, *_ = await self.serve_customer(config="[http]\nhead_deadline_ms = 300\n")
        async with client.Connection(daemon.port) as connection:
            await connection.send(b"GET /v1/models HTTP/1.1\r\nHost:")
            self.assertEqual((await asyncio.wait_for(connection.read_head(), 5)).status, 408)

    async def test_an_address_is_held_to_its_connections(self):
        config = '[http]\nmax_connections_per_address = 3\nloopback = "counted"\n'
        daemon, account, key = await self.serve_customer(config=config)
        connections = [client.Connection(daemon.port) for _ in range(3)]
        for connection in connections:
            await connection.__aenter__()
            answer = await connection.request("GET", "/v1/models", None, client.bearer(key))
            self.assertEqual(answer.status, 200)
        refused = await client.call(daemon.port, "GET", "/v1/models", None, client.bearer(key))
        self.assertEqual((refused.status, refused.error["code"]), (503, "too_many_connections"))
        self.assertEqual(refused.headers["retry-after"], "1")
        self.assertEqual((await daemon.metrics())['gotoai_requests_refused_total{code="too_many_connections"}'], "1")
        connections.pop().abort()

        async def is_served():
            return (await client.call(daemon.port, "GET", "/v1/models", None, client.bearer(key))).status == 200

        await eventually(is_served, what="a place for another connection")
        for connection in connections:
            connection.abort()

    async def test_clients_that_leave_anywhere_in_a_chunked_body_leave_nothing_behind(self):
        daemon, account, key = await self.serve_customer()
        chance = random.Random(7)
        data = (HEAD + b"Authorization: Bearer " + key.encode() + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
                + b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\nA: b\r\n\r\n")

        async def leave(_):
            async with client.Connection(daemon.port) as connection:
                await connection.send(data[:chance.randrange(len(data))])
                connection.abort()

        for _ in range(rounds(10)):
            await asyncio.gather(*(leave(number) for number in range(AT_ONCE)))
        self.assertEqual(self.upstream.calls, [])
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        self.assertEqual(nano((await daemon.wallet(account))["held_usd"]), 0)

    async def test_pages_of_named_origins_may_call(self):
        daemon, account, key = await self.serve_customer(
            config='[gateway]\ncors_origins = "https://app.example"\n[http]\nmax_body_bytes = 65536\n')
        page, other = {"origin": "https://app.example"}, {"origin": "https://other.example"}
        question = {"access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
        answer = await client.call(daemon.port, "OPTIONS", "/v1/chat/completions", None, {**page, **question})
        self.assertEqual(answer.status, 204)
        self.assertEqual(answer.headers["access-control-allow-origin"], "https://app.example")
        self.assertEqual(answer.headers["access-control-allow-headers"], "authorization,content-type")
        answer = await client.call(daemon.port, "OPTIONS", "/v1/chat/completions", None, {**other, **question})
        self.assertNotIn("access-control-allow-origin", answer.headers)
        for stream in (False, True):
            answer = await client.chat(daemon.port, key, client.chat_body(MODEL, stream=stream), page)
            self.assertTrue(answer.is_success, answer)
            self.assertEqual(answer.headers["vary"], "origin")
            self.assertEqual(answer.headers["access-control-allow-origin"], "https://app.example")
            readable = answer.headers["access-control-expose-headers"].split(", ")
            self.assertLessEqual({name for name in answer.headers if name.startswith("x-gotoai")}, set(readable))
        answer = await client.chat(daemon.port, "gai_nobody", client.chat_body(MODEL), page)  # the page can read why
        self.assertEqual((answer.status, answer.headers["access-control-allow-origin"]), (401, "https://app.example"))
        large = client.chat_body(MODEL, text="x" * 100_000)  # the edge's own refusal
        answer = await client.chat(daemon.port, key, large, page)
        self.assertEqual((answer.status, answer.headers["access-control-allow-origin"]), (413, "https://app.example"))
        self.assertNotIn("access-control-allow-origin", (await client.chat(daemon.port, key, large, other)).headers)

    async def test_pages_may_call_from_the_reload_that_says_so(self):
        daemon, account, key = await self.serve_customer(config="")

        async def allowed():
            answer = await client.chat(daemon.port, key, client.chat_body(MODEL), {"origin": "https://app.example"})
            self.assertTrue(answer.is_success, answer)
            return answer.headers.get("access-control-allow-origin")

        self.assertIsNone(await allowed())
        daemon.config_path.write_text('[gateway]\ncors_origins = "*"\n', encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        await eventually(lambda: "reloaded" in daemon.log(), what="the reload")
        self.assertEqual(await allowed(), "*")

    async def test_pages_of_others_do_not_reach_the_admin_api(self):
        daemon = await self.serve()
        rows = {"http://evil.example": 403, "null": 403, f"http://127.0.0.1:{daemon.admin_port}": 200}
        for origin, status in rows.items():
            with self.subTest(origin):
                answer = await client.call(daemon.admin_port, "GET", "/admin/v1/accounts", None,
                                           {**client.bearer(daemon.admin_token), "origin": origin})
                self.assertEqual(answer.status, status, answer)
                self.assertNotIn("access-control-allow-origin", answer.headers)
