# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon as a process: ready line, drain, exit codes, its lock, its books by `verify`, its metrics."""

import asyncio
import json
import os
import signal
import sqlite3
import stat
import subprocess
import unittest.mock
from pathlib import Path

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import Daemon, binary, eventually, verify
from harness.money import nano


class ProcessTest(DaemonCase):
    def run_daemon(self, *arguments, **environment):
        return subprocess.run([str(binary()), *arguments], capture_output=True, text=True, timeout=20, check=False,
                              env={**os.environ, **environment})

    async def test_the_ready_line_says_where_and_names_the_first_token(self):
        daemon = await self.serve()
        self.assertEqual(daemon.ready["event"], "ready")
        self.assertNotIn("admin_token", daemon.ready)
        first_run = Path(daemon.ready["first_run"])
        self.assertEqual(stat.S_IMODE(first_run.stat().st_mode), 0o600)
        answer = await client.call(daemon.admin_port, "GET", "/healthz")
        self.assertEqual(answer.status, 200)

    async def test_the_token_of_the_first_start_serves_the_second(self):
        daemon = await self.serve()
        account = await daemon.add_account("1.00")
        await daemon.stop()
        again = await self.serve()
        again.admin_token = daemon.admin_token
        self.assertEqual(nano((await again.wallet(account))["available_usd"]), nano("1.00"))

    async def test_the_demo_answers_at_once(self):
        daemon = await self.serve("--demo")
        models = (await client.call(daemon.port, "GET", "/v1/models", None, client.bearer(daemon.ready["api_key"]))).json["data"]
        self.assertTrue(models)
        body = client.chat_body(models[0]["id"], stream=True)
        answer = await client.chat(daemon.port, daemon.ready["api_key"], body)
        self.assertTrue(answer.is_success, answer)
        self.assertTrue(answer.text)
        order = await daemon.order(answer.headers["x-gotoai-order"])
        self.assertEqual(order["state"], "finalized")
        self.assertGreater(nano(order["charge_usd"]), 0)
        await daemon.stop()
        again = await self.serve("--demo")
        self.assertEqual(again.ready["api_key"], daemon.ready["api_key"])
        self.assertEqual(again.ready["admin_token"], daemon.ready["admin_token"])

    async def test_readiness_needs_a_route(self):
        daemon = await self.serve()
        self.assertEqual((await client.call(daemon.admin_port, "GET", "/readyz")).status, 503)
        await daemon.add_endpoint(await daemon.add_provider(self.upstream.base_url), MODEL)

        async def is_ready():
            return (await client.call(daemon.admin_port, "GET", "/readyz")).status == 200

        await eventually(is_ready, 2, "readiness")

    async def test_metrics_count_orders(self):
        daemon, _, key = await self.serve_customer()
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        answer = await client.call(daemon.admin_port, "GET", "/metrics")
        self.assertTrue(answer.headers["content-type"].startswith("text/plain"))
        values = {line.split(" ")[0]: line.split(" ")[1] for line in answer.body.decode().splitlines()
                  if line and not line.startswith("#")}
        self.assertTrue(any("finalized" in name and float(value) == 1 for name, value in values.items()), values)

    async def test_sigterm_lets_a_running_stream_end(self):
        self.upstream.behaviours[MODEL] = upstream.answer(["tick "] * 40, frame_pause=0.02)
        daemon, _, key = await self.serve_customer()
        async with client.Connection(daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions", client.chat_body(MODEL, stream=True), client.bearer(key))
            pieces = connection.pieces()
            await anext(pieces)
            daemon.process.send_signal(signal.SIGTERM)
            async for _ in pieces:
                pass
            self.assertTrue(connection.answer.is_success, connection.answer)
            self.assertEqual(connection.answer.text, "tick " * 40)
        self.assertEqual(await asyncio.wait_for(daemon.process.wait(), 5), 0)
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_while_draining_nothing_new_is_taken(self):
        self.upstream.behaviours[MODEL] = upstream.answer(["tick "] * 40, frame_pause=0.02)
        daemon, _, key = await self.serve_customer()
        async with client.Connection(daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions", client.chat_body(MODEL, stream=True), client.bearer(key))
            daemon.process.send_signal(signal.SIGTERM)

            async def is_refused():
                return (await client.chat(daemon.port, key, client.chat_body(MODEL))).status in (0, 503)

            await eventually(is_refused, 2, "the refusal of new calls")
            async for _ in connection.pieces():
                pass
            self.assertTrue(connection.answer.is_success)

    async def test_a_bad_configuration_names_key_and_line(self):
        rows = {
            "unknown-key": ("[ledger]\ndoubt_deadlin_ms = 5\n", "ledger.doubt_deadlin_ms", 2),
            "wrong-type": ("\n[http]\nmax_body_bytes = \"many\"\n", "http.max_body_bytes", 3),
            "out-of-range": ("[lanes]\ncount = -3\n", "lanes.count", 2),
            "malformed": ("[http\nmax_body_bytes = 1\n", "", 1),
        }
        for name, (text, key, line) in rows.items():
            with self.subTest(name):
                path = self.folder / f"{name}.toml"
                path.write_text(text, encoding="utf-8")
                done = self.run_daemon("serve", "--config", str(path), "--data-dir", str(self.folder / "never"))
                self.assertEqual(done.returncode, 78, done.stderr)
                self.assertIn(key, done.stderr)
                self.assertIn(f"{path}:{line}", done.stderr)
                self.assertEqual(done.stdout, "")
        self.assertFalse((self.folder / "never").exists())

    async def test_a_bad_environment_is_named(self):
        done = self.run_daemon("serve", "--data-dir", str(self.folder / "never"), GOTOAID_LANES_COUNT="some")
        self.assertEqual(done.returncode, 78)
        self.assertIn("GOTOAID_LANES_COUNT", done.stderr)

    async def test_a_bad_command_line_is_usage(self):
        for arguments in (["--no-such-flag"], ["serve", "--no-such-flag"], ["fly"], ["serve", "--listen"]):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.run_daemon(*arguments).returncode, 2)

    async def test_a_second_daemon_on_the_same_data_is_refused(self):
        daemon = await self.serve()
        done = self.run_daemon("serve", "--data-dir", str(daemon.data_dir), "--listen", "127.0.0.1:0",
                               "--admin-listen", "127.0.0.1:0")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(str(daemon.data_dir), done.stderr)
        self.assertNotEqual(verify(daemon.data_dir)[0], 0, "verify must not read books that are being written")

    async def test_secrets_that_others_can_reach_are_refused(self):
        daemon = await self.serve()
        await daemon.stop()
        for path in (daemon.data_dir, daemon.data_dir / "first-run.json", daemon.data_dir / "master.key"):
            with self.subTest(path.name):
                private = path.stat().st_mode & 0o777
                path.chmod(private | 0o040)
                done = self.run_daemon("serve", "--data-dir", str(daemon.data_dir), "--listen", "127.0.0.1:0",
                                       "--admin-listen", "127.0.0.1:0")
                self.assertEqual(done.returncode, 78, done.stderr)
                self.assertIn(f"{path} is open to other users", done.stderr)
                self.assertIn(f"{private:04o}", done.stderr, "what it should be")
                path.chmod(private)
        await self.serve()

    async def test_a_port_that_is_taken_is_told(self):
        busy = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = busy.sockets[0].getsockname()[1]
        done = self.run_daemon("serve", "--data-dir", str(self.folder / "other"), "--listen", f"127.0.0.1:{port}",
                               "--admin-listen", "127.0.0.1:0")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(str(port), done.stderr)
        busy.close()

    async def test_a_second_daemon_takes_no_part_of_a_port(self):
        daemon = await self.serve()
        for listen, admin_listen in ((daemon.port, 0), (0, daemon.admin_port)):
            with self.subTest(listen=listen, admin_listen=admin_listen):
                done = self.run_daemon("serve", "--data-dir", str(self.folder / "other"), "--listen", f"127.0.0.1:{listen}",
                                       "--admin-listen", f"127.0.0.1:{admin_listen}")
                self.assertEqual(done.returncode, 78, done.stderr)
                self.assertIn(str(listen or admin_listen), done.stderr)

    async def test_verify_without_a_ledger_says_so(self):
        code, output = verify(self.folder / "nothing")
        self.assertEqual(code, 1)
        self.assertIn("there is no ledger", output)
        self.assertNotIn("do not hold", output)

    async def test_the_demo_lives_where_it_is_told_to(self):
        chosen = self.folder / "chosen"
        daemon = Daemon(self.folder / "unused", "--demo")
        daemon.command = lambda: [str(binary()), "serve", "--demo", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]
        with unittest.mock.patch.dict(os.environ, GOTOAID_DATA_DIRECTORY=str(chosen), HOME=str(self.folder)):
            async with daemon:
                self.assertTrue((chosen / "demo.json").exists())

    async def test_verify_finds_a_changed_ledger(self):
        daemon, _, key = await self.serve_customer()
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)
        forge(daemon.data_dir / "ledger.db")
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 1, output)

    async def test_log_lines_are_json_with_the_request(self):
        daemon, _, key = await self.serve_customer()
        self.upstream.behaviours[MODEL] = _refuse
        answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
        order = answer.headers["x-gotoai-order"]
        lines = [json.loads(line) for line in daemon.log().splitlines()]
        self.assertTrue(any(order in line.values() for line in lines), lines[-5:])


async def _refuse(call):
    call.whole(500, {"error": {"message": "no", "type": "server_error", "param": None, "code": None}})


def forge(path):
    """Makes one transfer a nano-dollar richer, past the triggers that forbid it, as only someone with the file could."""
    with sqlite3.connect(path) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        columns = [row[1] for row in database.execute("PRAGMA table_info(transfers)")]
        amount = next(column for column in columns if column.startswith("amount"))
        database.execute(f"UPDATE transfers SET {amount} = {amount} + 1 WHERE rowid = (SELECT max(rowid) FROM transfers)")
