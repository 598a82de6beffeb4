# SPDX-License-Identifier: GPL-3.0-or-later
"""What an operator does with a running daemon: stop it, hurry it, have it read its configuration again, watch it."""

import asyncio
import json
import re
import signal
import subprocess
import time

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.activator import Activator
from harness.daemon import ROOT, binary, eventually, verify
from harness.money import nano


class DrainTest(DaemonCase):
    async def streaming(self, config):
        """(daemon, account, connection in the middle of a stream that will not end by itself)."""
        self.upstream.behaviours[MODEL] = upstream.answer(["tick "] * 10_000, frame_pause=0.02)
        daemon, account, key = await self.serve_customer(config=config)
        connection = await self.enterAsyncContext(client.Connection(daemon.port))
        await connection.begin("POST", "/v1/chat/completions", client.chat_body(MODEL, stream=True), client.bearer(key))
        return daemon, account, connection

    async def check_cut_in_band(self, daemon, account, connection):
        pieces = connection.pieces()
        async for _ in pieces:
            pass
        answer = connection.answer
        self.assertTrue(answer.has_ended)
        self.assertEqual(answer.error["code"], "draining", answer.frames[-2:])
        self.assertNotIn("[DONE]", answer.frames)
        self.assertEqual(await asyncio.wait_for(daemon.process.wait(), 8), 0)
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
        again = await self.serve()
        again.admin_token = daemon.admin_token
        order = await again.order(answer.headers["x-gotoai-order"])
        self.assertEqual(order["state"], "finalized")
        self.assertGreater(nano(order["charge_usd"]), 0, "what was delivered is paid")
        self.assertEqual(nano((await again.wallet(account))["held_usd"]), 0)

    async def test_the_deadline_cuts_streams_in_band_and_settles_them(self):
        daemon, account, connection = await self.streaming("[drain]\ndeadline_ms = 300\n")
        await anext(connection.pieces())
        daemon.process.send_signal(signal.SIGTERM)
        await self.check_cut_in_band(daemon, account, connection)

    async def test_a_second_sigterm_hastens(self):
        daemon, account, connection = await self.streaming("[drain]\ndeadline_ms = 3600000\n")
        await anext(connection.pieces())
        daemon.process.send_signal(signal.SIGTERM)
        await eventually(lambda: '"draining"' in daemon.log(), what="the drain")
        daemon.process.send_signal(signal.SIGTERM)
        await self.check_cut_in_band(daemon, account, connection)

    async def test_readiness_ends_with_the_first_signal(self):
        daemon, _, connection = await self.streaming("[drain]\ndeadline_ms = 1000\n")
        daemon.process.send_signal(signal.SIGTERM)

        async def not_ready():
            answer = await client.call(daemon.admin_port, "GET", "/readyz")
            return answer.status == 503 and "draining" in answer.json["reasons"]

        await eventually(not_ready, 0.8, "the end of readiness")
        self.assertEqual((await client.call(daemon.admin_port, "GET", "/healthz")).status, 200)
        connection.abort()
        self.assertEqual(await asyncio.wait_for(daemon.process.wait(), 8), 0)


class MetricsTest(DaemonCase):
    async def test_the_readme_names_every_metric_and_no_other(self):
        daemon = await self.serve()
        told = (await client.call(daemon.admin_port, "GET", "/metrics")).body.decode()
        served = {line.split()[2] for line in told.splitlines() if line.startswith("# TYPE gotoai_")}
        named = set()
        for row in (ROOT / "README.md").read_text(encoding="utf-8").splitlines():
            if row.startswith("| `gotoai_"):
                names = re.findall(r"`([a-z_{},0-9]+)`", row.split("|")[1])
                named.update(self.spelled_out(names))
        self.assertEqual(named, served)

    def spelled_out(self, names):
        """`a_{b,c}_total`, `_d` are a_b_total, a_c_total and a_d."""
        for name in names:
            if name.startswith("_"):
                name = names[0].split("_{")[0] + name
            before, _, rest = name.partition("{")
            choices, _, after = rest.partition("}")
            yield from (before + choice + after for choice in choices.split(","))


class ReloadTest(DaemonCase):
    def events(self, daemon, event):
        return [line for line in map(json.loads, daemon.log().splitlines()) if line["event"] == event]

    async def reload(self, daemon, config, event):
        path = self.folder / "data.toml"
        path.write_text(config, encoding="utf-8")
        before = len(self.events(daemon, event))
        daemon.process.send_signal(signal.SIGHUP)
        await eventually(lambda: len(self.events(daemon, event)) > before, what=event)
        return self.events(daemon, event)[-1]

    async def test_limits_change_while_it_runs(self):
        daemon = await self.serve(config="")

        async def is_answered(status):  # lanes take a change over one after the other, soon after it is told
            async def answers():
                return (await client.call(daemon.port, "POST", "/v1/chat/completions", b"x" * 2000)).status == status

            await eventually(answers, what=f"a {status}")

        await is_answered(401)
        reloaded = await self.reload(daemon, "[http]\nmax_body_bytes = 1024\n", "reloaded")
        self.assertEqual((reloaded["applied"], reloaded["need_restart"]), (1, 0))
        await is_answered(413)
        await self.reload(daemon, "", "reloaded")
        await is_answered(401)

    async def test_the_log_level_changes(self):
        daemon = await self.serve(config="")
        await client.call(daemon.port, "GET", "/v1/models")
        refused = len(self.events(daemon, "request_refused"))
        self.assertGreater(refused, 0)
        (self.folder / "data.toml").write_text("[log]\nlevel = \"error\"\n", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)

        async def is_silent():
            before = len(daemon.log())
            await client.call(daemon.port, "GET", "/v1/models")
            return len(daemon.log()) == before

        await eventually(is_silent, what="silence")

    async def test_requests_are_logged_and_traced_from_then_on(self):
        async def take(call):
            call.whole(200, {})

        self.upstream.behaviours.update({MODEL: upstream.answer(), "": take})
        daemon, _, key = await self.serve_customer(config="")
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        await self.reload(daemon, f"""
            [log]
            requests = "all"
            [tracing]
            otlp_endpoint = "{self.upstream.base_url}/traces"
            """, "reloaded")
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        await eventually(lambda: any(call.path.endswith("/traces") for call in self.upstream.calls), what="a trace")
        await eventually(lambda: self.events(daemon, "order_finished"), what="a line")

    async def test_a_bad_file_changes_nothing_and_is_named(self):
        daemon = await self.serve(config="[http]\nmax_body_bytes = 1024\n")
        refused = await self.reload(daemon, "[http]\nmax_body_bytes = 4096\n[lanes]\ncount = 99\n", "reload_refused")
        self.assertIn("lanes.count", refused["reason"])
        self.assertIn("data.toml:4", refused["reason"])
        self.assertEqual((await client.call(daemon.port, "POST", "/v1/chat/completions", b"x" * 2000)).status, 413)

    async def test_what_needs_a_restart_is_named(self):
        daemon = await self.serve(config="")
        needed = await self.reload(daemon, "[lanes]\ncount = 1\n", "setting_needs_restart")
        self.assertEqual(needed["setting"], "lanes.count")
        self.assertTrue(needed["origin"].endswith("data.toml:2"), needed)

    def check(self, text):
        path = self.folder / "checked.toml"
        path.write_text(text, encoding="utf-8")
        return subprocess.run([str(binary()), "check", "--config", str(path)], capture_output=True, text=True, timeout=20,
                              check=False)

    async def test_check_judges_a_file_without_starting(self):
        good = self.check("[drain]\ndeadline_ms = 7\n")
        self.assertEqual(good.returncode, 0, good.stderr)
        line = next(line for line in good.stdout.splitlines() if line.startswith("deadline_ms = 7"))
        self.assertTrue(line.endswith("checked.toml:2"), line)
        bad = self.check("[drain]\ndeadline_ms = -7\n")
        self.assertEqual((bad.returncode, bad.stdout), (78, ""))
        self.assertIn("checked.toml:2: drain.deadline_ms", bad.stderr)


class ServiceManagerTest(DaemonCase):
    async def start(self, **activator):
        self.activator = Activator(**activator)
        self.addCleanup(self.activator.close)
        daemon = self.activator.daemon(self.folder / "data")
        self.addAsyncCleanup(self._stop, daemon)
        return await daemon.start()

    async def hears(self, name, value=None):
        def heard():
            return any(name in message and value in (None, message[name]) for message in self.activator.heard())

        await eventually(heard, what=f"{name}={value}")

    async def test_it_is_told_of_start_reload_and_stop(self):
        daemon = await self.start()
        await self.hears("READY", "1")
        daemon.process.send_signal(signal.SIGHUP)
        await self.hears("RELOADING", "1")
        await eventually(lambda: sum("READY" in message for message in self.activator.heard()) == 2, what="the end of the reload")
        await daemon.stop()
        await self.hears("STOPPING", "1")
        stopping = next(message for message in self.activator.messages if "STOPPING" in message)
        self.assertGreater(int(stopping["EXTEND_TIMEOUT_USEC"]), 30_000_000)

    async def test_the_watchdog_is_fed_while_all_threads_live(self):
        daemon = await self.start(watchdog_seconds=4)
        began = time.monotonic()
        await eventually(lambda: sum("WATCHDOG" in message for message in self.activator.heard()) >= 3, what="three signs of life")
        self.assertLess(time.monotonic() - began, 4 + 2)

    async def test_log_lines_carry_priorities_for_the_journal(self):
        daemon = self.activated_with_journal()
        await daemon.start()
        await client.call(daemon.port, "GET", "/v1/models")
        await eventually(lambda: "request_refused" in daemon.log(), what="a log line")
        for line in daemon.log().splitlines():
            self.assertRegex(line, r"^<[3467]>\{")

    def activated_with_journal(self):
        self.activator = Activator()
        self.addCleanup(self.activator.close)
        daemon = self.activator.daemon(self.folder / "data")
        daemon.log_path.touch()
        file = daemon.log_path.stat()
        self.activator.environment["JOURNAL_STREAM"] = f"{file.st_dev}:{file.st_ino}"
        self.addAsyncCleanup(self._stop, daemon)
        return daemon

    async def test_a_socket_of_another_name_is_refused(self):
        self.activator = Activator()
        self.addCleanup(self.activator.close)
        self.activator.sockets["gotoaid.socket"] = self.activator.sockets.pop("admin")
        daemon = self.activator.daemon(self.folder / "data")
        with self.assertRaisesRegex(AssertionError, "ended with 78"):
            await daemon.start()
        self.assertIn("FileDescriptorName", daemon.log())


class ProcessLimitsTest(DaemonCase):
    def limits(self, daemon):
        with open(f"/proc/{daemon.process.pid}/limits", encoding="utf-8") as file:
            return {line[:26].strip(): line[26:].split()[:2] for line in file}

    async def test_no_core_is_dumped_unless_asked_for(self):
        daemon = await self.serve()
        self.assertEqual(self.limits(daemon)["Max core file size"], ["0", "0"])
        debugging = await self.serve(config="[process]\ncore_dumps = \"on\"\n", name="debugging")
        self.assertNotEqual(self.limits(debugging)["Max core file size"][1], "0")
        for path in (daemon.data_dir, *daemon.data_dir.iterdir()):
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)
