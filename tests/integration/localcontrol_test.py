# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands beside `serve`: status, reload, stop, token and backup, by the socket in the data directory."""

import asyncio
import os
import shutil
import signal
import stat
import unittest

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import Daemon, binary, eventually
from harness.money import nano
from process_test import forge

NO_DAEMON, TARGET_EXISTS, NO_PERMISSION, BAD_CONFIGURATION = 3, 73, 77, 78
NOBODY = 65534


async def run(command, *arguments, data_dir=None, **options):
    """(exit code, stdout, stderr) of `gotoaid command`."""
    where = ["--data-dir", str(data_dir)] if data_dir else []
    process = await asyncio.create_subprocess_exec(str(binary()), command, *map(str, arguments), *where,
                                                   stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, **options)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, out.decode(), err.decode()


class LocalControlTest(DaemonCase):
    async def test_status_tells_how_it_does(self):
        daemon = await self.serve()
        code, out, err = await run("status", data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        rows = dict(line.strip().split("  ", 1) for line in out.splitlines())
        self.assertEqual(rows["state"].strip(), "serving")
        self.assertEqual(rows["gateway"].strip(), daemon.ready["gateway"])
        self.assertEqual(int(rows["process"]), daemon.process.pid)

    async def test_the_socket_is_its_owners(self):
        daemon = await self.serve()
        self.assertEqual(stat.S_IMODE((daemon.data_dir / "control.sock").stat().st_mode), 0o600)
        await daemon.stop()
        self.assertFalse((daemon.data_dir / "control.sock").exists())

    async def test_a_fresh_token_serves(self):
        daemon = await self.serve()
        code, out, err = await run("token", data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        daemon.admin_token = out.strip()
        await daemon.add_account("1.00")
        self.assertNotIn(out.strip(), daemon.log())

    async def test_reload_says_what_it_did(self):
        daemon = await self.serve(config="")
        path = self.folder / "data.toml"
        path.write_text("[drain]\ndeadline_ms = 7\n[lanes]\ncount = 1\n", encoding="utf-8")
        code, out, err = await run("reload", data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        self.assertRegex(out, r"applied +drain\.deadline_ms\n")
        self.assertRegex(out, r"need restart +lanes\.count\n")
        path.write_text("[drain]\ndeadline_ms = -7\n", encoding="utf-8")
        code, out, err = await run("reload", data_dir=daemon.data_dir)
        self.assertEqual((code, out), (BAD_CONFIGURATION, ""))
        self.assertIn("data.toml:2: drain.deadline_ms", err)

    async def test_what_is_done_by_hand_is_in_the_audit_log(self):
        daemon = await self.serve(config="")
        _, out, _ = await run("token", data_dir=daemon.data_dir)
        daemon.admin_token = out.strip()
        path = self.folder / "data.toml"
        path.write_text("[drain]\ndeadline_ms = 7\n", encoding="utf-8")
        await run("reload", data_dir=daemon.data_dir)
        path.write_text("[drain]\ndeadline_ms = -7\n", encoding="utf-8")
        await run("reload", data_dir=daemon.data_dir)
        path.write_text("", encoding="utf-8")
        daemon.process.send_signal(signal.SIGHUP)

        async def rows():
            return (await daemon.admin("GET", "/audit"))["data"]
        await eventually(lambda: '"reloaded","applied":1' in daemon.log(), what="the reloads")
        signalled, refused, reloaded, token = (await rows())[:4]
        user = f"uid_{os.geteuid()}"
        self.assertEqual((token["principal"], token["route"], token["status"]), (user, "gotoaid token", 201))
        self.assertTrue(token["resource"].startswith("tok_"))
        self.assertEqual(token["resource"], token["after"]["id"])
        self.assertEqual((reloaded["principal"], reloaded["route"], reloaded["status"]), (user, "gotoaid reload", 200))
        self.assertEqual(reloaded["after"], {"applied": ["drain.deadline_ms"], "need_restart": []})
        self.assertEqual((refused["principal"], refused["code"]), (user, "bad_configuration"))
        self.assertEqual((signalled["principal"], signalled["name"], signalled["status"]), ("", "local operator", 200))

    async def test_a_daemon_that_hangs_is_told_from_a_strangers(self):
        daemon = await self.serve()
        daemon.process.send_signal(signal.SIGSTOP)
        self.addCleanup(daemon.process.send_signal, signal.SIGCONT)
        code, out, err = await asyncio.wait_for(run("status", data_dir=daemon.data_dir), 15)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("it hangs", err)

    async def test_stop_comes_back_after_the_end(self):
        daemon = await self.serve()
        code, _, err = await run("stop", data_dir=daemon.data_dir)
        self.assertEqual(code, 0, err)
        self.assertEqual(await asyncio.wait_for(daemon.process.wait(), 1), 0)

    async def test_without_a_daemon_they_say_so(self):
        for command in ("status", "reload", "stop", "token", "backup"):
            with self.subTest(command):
                arguments = [self.folder / "copy.db"] if command == "backup" else []
                code, out, err = await run(command, *arguments, data_dir=self.folder)
                self.assertEqual((code, out), (NO_DAEMON, ""))
                self.assertIn(f"no gotoaid runs on {self.folder}", err)

    @unittest.skipUnless(os.geteuid() == 0, "needs another user")
    async def test_another_user_is_kept_out(self):
        daemon = await self.serve()
        self.folder.chmod(0o755)
        program = shutil.copy(binary(), self.folder / "gotoaid")
        process = await asyncio.create_subprocess_exec(program, "token", "--data-dir", str(daemon.data_dir), user=NOBODY,
                                                       group=NOBODY, stdout=asyncio.subprocess.PIPE,
                                                       stderr=asyncio.subprocess.PIPE)
        out, err = await process.communicate()
        self.assertEqual((process.returncode, out), (NO_PERMISSION, b""), err)
        daemon.data_dir.chmod(0o755)  # even where somebody opened the doors
        (daemon.data_dir / "control.sock").chmod(0o666)
        process = await asyncio.create_subprocess_exec(program, "token", "--data-dir", str(daemon.data_dir), user=NOBODY,
                                                       group=NOBODY, stdout=asyncio.subprocess.PIPE,
                                                       stderr=asyncio.subprocess.PIPE)
        out, err = await process.communicate()
        self.assertEqual((process.returncode, out), (NO_PERMISSION, b""), err)


class BackupTest(DaemonCase):
    async def test_a_copy_made_under_load_is_whole_and_can_be_restored(self):
        self.upstream.behaviours[MODEL] = upstream.answer(frame_pause=0.001)
        daemon, account, key = await self.serve_customer("10.00")
        answered, is_ending = [], False

        async def keep_asking():
            while not is_ending:
                answer = await client.chat(daemon.port, key, client.chat_body(MODEL, stream=True))
                self.assertTrue(answer.is_success)
                answered.append(answer.headers["x-gotoai-order"])

        clients = [asyncio.ensure_future(keep_asking()) for _ in range(8)]
        await eventually(lambda: len(answered) > 50, what="load")
        before = list(answered)
        target = self.folder / "it's a copy.db"
        code, out, err = await run("backup", target, data_dir=daemon.data_dir)
        is_ending = True
        await asyncio.wait_for(asyncio.gather(*clients), 20)
        self.assertEqual(code, 0, err)
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o600)
        self.assertEqual([path.name for path in self.folder.iterdir() if "copy" in path.name], [target.name])
        code, out, err = await run("verify", target)
        self.assertEqual(code, 0, err)
        self.assertIn("The books hold.", out)

        restored = self.folder / "restored"
        restored.mkdir(mode=0o700)
        shutil.copy(target, restored / "ledger.db")
        shutil.copy(daemon.data_dir / "master.key", restored / "master.key")
        again = Daemon(restored)
        again._first_token = lambda: daemon.admin_token
        self.addAsyncCleanup(self._stop, again)
        await again.start()
        orders = await again.everything("/orders", account=account["id"])
        finalized = {order["id"] for order in orders if order["state"] == "finalized"}
        self.assertEqual(set(before) - finalized, set(), "answered before the backup, and not in it")
        self.assertTrue((await client.chat(again.port, key, client.chat_body(MODEL))).is_success)
        self.assertLess(nano((await again.wallet(account))["available_usd"]), nano("10.00"))

    @unittest.skipUnless(os.geteuid() == 0, "needs to be root")
    async def test_what_root_verifies_stays_its_owners(self):
        daemon, _, _ = await self.serve_customer("10.00")
        target = self.folder / "copy.db"
        await run("backup", target, data_dir=daemon.data_dir)
        restored = self.folder / "restored"
        restored.mkdir(mode=0o700)
        shutil.copy(target, restored / "ledger.db")
        for path in (restored, restored / "ledger.db"):
            os.chown(path, NOBODY, NOBODY)
        code, out, err = await run("verify", data_dir=restored)
        self.assertEqual(code, 0, err)
        self.assertEqual({path.name: path.stat().st_uid for path in restored.rglob("*") if path.stat().st_uid != NOBODY}, {})

    async def test_nothing_is_overwritten(self):
        daemon = await self.serve()
        target = self.folder / "precious"
        target.write_text("mine", encoding="utf-8")
        code, _, err = await run("backup", target, data_dir=daemon.data_dir)
        self.assertEqual(code, TARGET_EXISTS, err)
        self.assertEqual(target.read_text(encoding="utf-8"), "mine")

    async def test_a_place_that_is_not_there_is_told(self):
        daemon = await self.serve()
        code, _, err = await run("backup", self.folder / "none" / "copy", data_dir=daemon.data_dir)
        self.assertEqual(code, 1)
        self.assertIn("none/copy", err)

    async def test_a_changed_copy_does_not_verify(self):
        daemon, _, key = await self.serve_customer()
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        target = self.folder / "copy.db"
        self.assertEqual((await run("backup", target, data_dir=daemon.data_dir))[0], 0)
        forge(target)
        code, _, err = await run("verify", target)
        self.assertEqual(code, 1)
        self.assertIn("do not hold", err)
