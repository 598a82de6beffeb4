# SPDX-License-Identifier: GPL-3.0-or-later
"""The master key: replaced under load and over crashes, taken from a credential, and missed loudly when it is gone."""

import asyncio
import os
import random
import shutil
import subprocess

from case import MODEL, DaemonCase
from harness import client
from harness.daemon import Daemon, binary, verify

PATH = "/system/master-keys"
PROVIDERS = 120
CRASHES = 5


class MasterKeyTest(DaemonCase):
    def refused(self, data_dir, **environment):
        """What `serve` says on a directory that it must not touch."""
        done = subprocess.run([str(binary()), "serve", "--data-dir", str(data_dir), "--listen", "127.0.0.1:0",
                               "--admin-listen", "127.0.0.1:0"], capture_output=True, text=True, timeout=20, check=False,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, 78, done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    async def test_it_is_replaced_while_orders_run(self):
        daemon, _, key = await self.serve_customer()
        before = await daemon.admin("GET", PATH)
        file = daemon.data_dir / "master.key"
        old = file.read_bytes()

        async def call_on():
            return [await client.chat(daemon.port, key, client.chat_body(MODEL)) for _ in range(30)]

        calls = asyncio.gather(*(call_on() for _ in range(4)))
        after = [await daemon.admin("POST", PATH, {}, idempotency_key=f"rotate-{number}") for number in range(3)][-1]
        self.assertTrue(all(answer.is_success for answers in await calls for answer in answers))
        self.assertEqual([one["active"] for one in after["keys"]], [True])
        self.assertNotEqual(after["keys"], before["keys"])
        self.assertNotEqual(file.read_bytes(), old)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        await daemon.stop()
        self.assertEqual({call.headers["authorization"] for call in self.upstream.calls}, {"Bearer sk-upstream-secret"})

        # The old key opens nothing any more; the new one everything.
        new = file.read_bytes()
        file.write_bytes(old)
        self.assertIn("master key", self.refused(daemon.data_dir))
        file.write_bytes(new)
        again = await self.serve()
        self.assertTrue((await client.chat(again.port, key, client.chat_body(MODEL))).is_success)

    async def test_a_crash_at_any_moment_loses_no_secret(self):
        daemon, _, key = await self.serve_customer()
        for number in range(PROVIDERS):
            await daemon.add_provider(self.upstream.base_url, name=f"provider-{number}", secret=f"sk-{number:04}")
        token = daemon.admin_token
        generator = random.Random(20_261_122)
        for _ in range(CRASHES):
            rotation = asyncio.ensure_future(client.call(daemon.admin_port, "POST", "/admin/v1" + PATH, {},
                                                         {**client.bearer(token), "idempotency-key": f"{generator.random()}"}))
            await asyncio.sleep(generator.uniform(0, 0.03))
            await daemon.killed()
            await rotation
            daemon = await self.serve()
            daemon.admin_token = token
            self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
            self.assertEqual(len(await daemon.everything("/providers")), PROVIDERS + 1)
        deadline = asyncio.get_running_loop().time() + 30
        while True:  # what the last crash interrupted is being ended first
            last = await client.call(daemon.admin_port, "POST", "/admin/v1" + PATH, {},
                                     {**client.bearer(token), "idempotency-key": f"{generator.random()}"})
            if last.status != 409 or asyncio.get_running_loop().time() > deadline:
                break
            await asyncio.sleep(0.02)
        self.assertIn(last.status, (200, 201, 202), last.body)
        await daemon.stop()
        self.assertEqual(len([line for line in (daemon.data_dir / "master.key").read_text().splitlines()
                              if not line.startswith("#")]), 1)
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_a_directory_without_its_key_gets_no_new_one(self):
        daemon, _, key = await self.serve_customer()
        await daemon.stop()
        file = daemon.data_dir / "master.key"
        kept = file.read_bytes()
        file.unlink()
        self.assertIn("is missing", self.refused(daemon.data_dir))
        self.assertFalse(file.exists())
        for damaged in (b"", kept[:-9], b"k" * 31, kept.replace(kept[-20:-10], b"0000000000")):
            file.write_bytes(damaged)
            file.chmod(0o600)
            message = self.refused(daemon.data_dir)
            self.assertIn("master.key", message)
            self.assertEqual(file.read_bytes(), damaged)
        file.write_bytes(b"k" * 32)  # a ring like any other, but not this directory's
        self.assertIn("master key", self.refused(daemon.data_dir))
        file.write_bytes(kept)
        file.chmod(0o644)
        self.assertIn("0600", self.refused(daemon.data_dir))
        file.chmod(0o600)
        again = await self.serve()
        self.assertTrue((await client.chat(again.port, key, client.chat_body(MODEL))).is_success)

    async def test_a_credential_takes_the_files_place(self):
        daemon, _, key = await self.serve_customer()
        await daemon.stop()
        credentials = self.folder / "credentials"
        credentials.mkdir()
        shutil.move(daemon.data_dir / "master.key", credentials / "master.key")
        self.assertIn("is missing", self.refused(daemon.data_dir))
        os.environ["CREDENTIALS_DIRECTORY"] = str(credentials)
        self.addCleanup(os.environ.pop, "CREDENTIALS_DIRECTORY", None)
        again = Daemon(daemon.data_dir)
        self.addAsyncCleanup(self._stop, again)
        await again.start()
        self.assertTrue((await client.chat(again.port, key, client.chat_body(MODEL))).is_success)
        again.admin_token = daemon.admin_token
        self.assertEqual((await again.admin("GET", PATH))["source"], "credential")
        await again.admin("POST", PATH, {}, expect=(409,), idempotency_key="no")
