# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS on both listeners and to providers, over the real daemon: streams, departures, new certificates under load."""

import asyncio
import json
import random
import signal
import ssl
import subprocess
import time
import urllib.parse
import urllib.request

from case import MODEL, DaemonCase, rounds
from harness import client, upstream
from harness.certificates import Authority
from harness.daemon import binary, eventually, verify
from harness.money import nano

LEAVERS = 1_000
AT_ONCE = 50


class TlsTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        (self.folder / "tls").mkdir()
        self.authority = Authority(self.folder / "tls")
        self.tls = self.authority.client_context()

    def listener_settings(self, section, **certificate):
        certificate, key = self.authority.issue(section, **certificate)
        return f'[{section}]\ntls_certificate_file = "{certificate}"\ntls_key_file = "{key}"\n'

    async def chat(self, daemon, key, **members):
        return await client.chat(daemon.port, key, client.chat_body(MODEL, **members), tls=self.tls)

    async def peer_certificate(self, port, tls=None):
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls or self.tls, server_hostname="localhost")
        try:
            return writer.get_extra_info("ssl_object").getpeercert()["serialNumber"]
        finally:
            writer.transport.abort()

    async def test_a_stream_is_whole_and_says_goodbye(self):
        daemon, _, key = await self.serve_customer(config=self.listener_settings("gateway"))
        self.assertEqual(urllib.parse.urlsplit(daemon.ready["gateway"]).scheme, "https")
        self.assertEqual(urllib.parse.urlsplit(daemon.ready["admin"]).scheme, "http")
        answer = await self.chat(daemon, key, stream=True)
        self.assertTrue(answer.is_success, answer)
        self.assertEqual(answer.text, "Hello there, friend.")
        reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port, ssl=self.tls, server_hostname="localhost")
        self.assertIn(writer.get_extra_info("ssl_object").version(), ("TLSv1.2", "TLSv1.3"))
        writer.write(b"GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: close\r\nauthorization: Bearer " + key.encode() + b"\r\n\r\n")
        self.assertIn(MODEL.encode(), await reader.read())  # raises when there is no close_notify
        writer.close()

    async def test_the_standard_library_is_served(self):
        """A client of another make: no SSLContext of ours, urllib in a thread."""
        daemon, _, key = await self.serve_customer(config=self.listener_settings("gateway"))
        request = urllib.request.Request(f"https://localhost:{daemon.port}/v1/models", headers=client.bearer(key))
        answer = await asyncio.to_thread(lambda: urllib.request.urlopen(request, context=self.tls, timeout=10).read())
        self.assertEqual(json.loads(answer)["data"][0]["id"], MODEL)

    async def test_plain_http_is_told_so(self):
        daemon, _, key = await self.serve_customer(config=self.listener_settings("gateway"))
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
        self.assertEqual((answer.status, answer.error["code"]), (400, "tls_required"))

    async def test_the_admin_api_speaks_tls_in_public(self):
        daemon = self.make(config=self.listener_settings("admin"))
        daemon.options += ["--admin-listen", "0.0.0.0:0"]  # the last one counts
        daemon.admin_tls = self.tls
        await daemon.start()
        self.assertTrue(daemon.ready["admin"].startswith("https://0.0.0.0:"))
        self.assertEqual((await daemon.add_account())["name"], "customer")

    async def test_the_end_of_a_certificate_is_told_in_time(self):
        config = self.listener_settings("gateway", days=29) + self.listener_settings("admin", days=31)
        daemon = self.make(config=config)
        daemon.admin_tls = self.tls
        await daemon.start()
        self.assertIn('"event":"certificate_expires_soon","listener":"gateway"', daemon.log())
        self.assertIn('"event":"certificate_in_use","listener":"admin"', daemon.log())
        samples = await daemon.metrics()
        for listener, days in {"gateway": 29, "admin": 31}.items():
            left = int(samples[f'gotoai_certificate_expiry_seconds{{listener="{listener}"}}']) - time.time()
            self.assertAlmostEqual(left / 86_400, days, delta=0.1)

    async def test_a_thousand_clients_leave_at_random(self):
        self.upstream.behaviours[MODEL] = upstream.answer(["word "] * 60, frame_pause=0.002)
        daemon, account, key = await self.serve_customer(funds_usd="1000", config=self.listener_settings("gateway"))
        chance = random.Random(7)
        tickets = asyncio.Semaphore(AT_ONCE)

        async def leave(number):
            seconds = chance.random() * 0.2
            async with tickets:
                try:
                    async with asyncio.timeout(seconds):
                        await self.chat(daemon, key, stream=number % 3 != 0)
                except (TimeoutError, ssl.SSLError):
                    pass  # gone in the middle of whatever it was

        await asyncio.gather(*(leave(number) for number in range(rounds(LEAVERS))))

        self.assertGreater(len(self.upstream.calls), rounds(LEAVERS) // 10)

        async def is_settled():
            return nano((await daemon.wallet(account))["held_usd"]) == 0

        await eventually(is_settled, 20, "the end of every hold")
        await eventually(lambda: not [call for call in self.upstream.calls if not call.is_over and call.gone_at is None],
                         20, "the cancellation of every call upstream")
        self.assertTrue((await self.chat(daemon, key)).is_success)
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)

    async def test_new_certificates_under_load_fail_no_request(self):
        daemon, _, key = await self.serve_customer(config=self.listener_settings("gateway"))
        is_over = False
        answers = []

        async def keep_asking(is_kept):
            while not is_over:
                if not is_kept:
                    answers.append(await self.chat(daemon, key, stream=True))
                    continue
                async with client.Connection(daemon.port, self.tls) as connection:
                    for _ in range(50):
                        answers.append(await connection.request("POST", "/v1/chat/completions", client.chat_body(MODEL),
                                                                client.bearer(key)))

        askers = [asyncio.ensure_future(keep_asking(number % 2 == 0)) for number in range(8)]
        kept = await client.Connection(daemon.port, self.tls).__aenter__()
        seen = {await self.peer_certificate(daemon.port)}
        for number in range(10):
            self.authority.issue("gateway")
            daemon.process.send_signal(signal.SIGHUP)

            async def is_new():
                return await self.peer_certificate(daemon.port) not in seen

            await eventually(is_new, what=f"certificate {number}")
            seen.add(await self.peer_certificate(daemon.port))
        is_over = True
        await asyncio.gather(*askers)
        self.assertGreater(len(answers), 100)
        self.assertEqual([answer for answer in answers if not answer.is_success], [])
        answer = await kept.request("GET", "/v1/models", None, client.bearer(key))
        self.assertEqual(answer.status, 200)  # on the first certificate's connection
        kept.abort()

    async def test_a_bad_pair_is_refused_whole(self):
        daemon = await self.serve(config=self.listener_settings("gateway") + self.listener_settings("admin"))
        before = await self.peer_certificate(daemon.port), await self.peer_certificate(daemon.admin_port)
        self.authority.issue("gateway")  # good
        (self.folder / "tls" / "admin.key").write_text("no key", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)
        await eventually(lambda: "reload_refused" in daemon.log(), what="the refusal")
        line = next(line for line in daemon.log().splitlines() if "reload_refused" in line)
        self.assertIn("admin.tls_key_file", line)
        self.assertIn(".toml:", line)
        self.assertEqual((await self.peer_certificate(daemon.port), await self.peer_certificate(daemon.admin_port)), before)

    async def test_bad_files_end_the_start(self):
        certificate, key = self.authority.issue("gateway")
        path = self.folder / "bad.toml"
        cases = {
            "key open to others": (lambda: key.chmod(0o644), "gateway.tls_key_file", 3),
            "no such certificate": (certificate.unlink, "gateway.tls_certificate_file", 2),
        }
        for name, (spoil, setting, line) in cases.items():
            with self.subTest(name):
                certificate, key = self.authority.issue("gateway")
                path.write_text(f'[gateway]\ntls_certificate_file = "{certificate}"\ntls_key_file = "{key}"\n', encoding="utf-8")
                spoil()
                for command in ("serve", "check"):
                    done = subprocess.run([str(binary()), command, "--config", str(path), "--data-dir", str(self.folder / "d"),
                                           "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"],
                                          capture_output=True, text=True, timeout=20, check=False)
                    self.assertEqual(done.returncode, 78, done.stderr)
                    self.assertIn(f"{path}:{line}: {setting}: ", done.stderr)

    async def test_providers_are_trusted_by_the_named_authority_only(self):
        trusted = self.authority.server_context("provider")
        wrong_host = self.authority.server_context("elsewhere", "DNS:elsewhere.example")
        (self.folder / "other").mkdir()
        unknown = Authority(self.folder / "other").server_context("provider")
        daemon = await self.serve(config=f'[upstream]\nca_file = "{self.authority.certificate}"\n')
        account = await daemon.add_account("1.00")
        key = (await daemon.add_key(account))["secret"]
        for name, context in {"trusted": trusted, "wrong-host": wrong_host, "unknown": unknown}.items():
            async with upstream.Upstream(context) as provider:
                await daemon.add_endpoint(await daemon.add_provider(provider.base_url, name=name), name)
                answer = await client.chat(daemon.port, key, client.chat_body(name, stream=True))
                if name == "trusted":
                    self.assertTrue(answer.is_success, answer)
                    continue
                self.assertEqual((answer.status, answer.error["code"]), (502, "upstream_unreachable"))
                self.assertIn("certificate", answer.error["message"])
                self.assertEqual(provider.calls, [])
                order = await daemon.ended_order(answer.headers["x-gotoai-order"])
                self.assertEqual((order["state"], nano(order["charge_usd"])), ("released", 0))
        self.assertEqual(nano((await daemon.wallet(account))["held_usd"]), 0)
