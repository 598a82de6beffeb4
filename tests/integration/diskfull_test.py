# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk-full drill: a small file system that somebody else fills, and that becomes free again."""

import asyncio
import os
import subprocess
import unittest

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import binary, eventually, verify

MIB = 1 << 20
DISK = 192 * MIB
CONFIG = f"[storage]\nballast_bytes = {8 * MIB}\nleast_free_bytes = {32 * MIB}\n"


def can_mount():
    return os.geteuid() == 0 and subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode == 0


@unittest.skipUnless(can_mount(), "needs the right to mount")
class DiskFullTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "gotoai-test", str(self.disk)], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.disk)], check=True)

    def fill(self, remaining):
        """Somebody else's file takes all but so much."""
        free = os.statvfs(self.disk).f_bavail * os.statvfs(self.disk).f_frsize
        with open(self.disk / "filler", "ab") as file:
            if free > remaining:
                os.posix_fallocate(file.fileno(), file.tell(), free - remaining)

    async def metric(self, daemon, name):
        text = (await client.call(daemon.admin_port, "GET", "/metrics")).body.decode()
        return int(next(line for line in text.splitlines() if line.startswith(name + " ")).split(" ")[1])

    async def test_orders_are_refused_before_the_disk_is_full_and_taken_again(self):
        gate = asyncio.Event()

        async def hold_back(call):
            call.begin_stream()
            call.frame(upstream.chunk(call.model, {"role": "assistant", "content": "Hello"}))
            await gate.wait()
            call.frame(upstream.chunk(call.model, {}, "stop"))
            call.frame("[DONE]")
            call.end_stream()

        daemon, account, key = await self.serve_customer(config=CONFIG)
        self.assertEqual((self.folder / "data" / "ballast").stat().st_size, 8 * MIB)
        body = client.chat_body(MODEL, stream=True)
        self.assertTrue((await client.chat(daemon.port, key, body)).is_success)
        self.upstream.behaviours[MODEL] = hold_back
        running = asyncio.ensure_future(client.chat(daemon.port, key, body))
        await eventually(lambda: len(self.upstream.calls) == 2, what="a running order")

        self.fill(16 * MIB)

        async def is_refused():
            answer = await client.call(daemon.admin_port, "GET", "/readyz")
            return "store_low_space" in answer.json["reasons"]

        await eventually(is_refused, what="the refusal of orders")
        answer = await client.chat(daemon.port, key, body)
        self.assertEqual((answer.status, answer.error["code"]), (503, "store_low_space"))
        self.assertIn(int(answer.headers["retry-after"]), range(1, 61))
        self.assertEqual((await client.call(daemon.port, "GET", "/v1/models", None, client.bearer(key))).status, 200)
        self.assertEqual(await self.metric(daemon, "gotoai_store_low_space"), 1)

        self.fill(0)  # the rest goes as well
        await eventually(lambda: not (self.folder / "data" / "ballast").exists(), what="the ballast to go")
        gate.set()
        self.assertTrue((await asyncio.wait_for(running, 10)).is_success, "what ran could not end")

        (self.disk / "filler").unlink()
        self.upstream.behaviours[MODEL] = upstream.answer()

        async def is_taken():
            return (await client.chat(daemon.port, key, body)).is_success

        await eventually(is_taken, what="new orders")
        await eventually(lambda: (self.folder / "data" / "ballast").exists(), what="the ballast to come back")
        self.assertGreater(await self.metric(daemon, "gotoai_store_free_bytes"), 32 * MIB)
        orders = await daemon.everything("/orders", account=account["id"])
        self.assertEqual({order["state"] for order in orders}, {"finalized"})
        await daemon.stop()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_a_start_on_a_full_disk_says_so(self):
        daemon = await self.serve(config=CONFIG)
        await daemon.stop()
        (self.folder / "data" / "ballast").unlink(missing_ok=True)
        self.fill(0)
        process = await asyncio.create_subprocess_exec(str(binary()), "serve", "--data-dir", str(self.folder / "data"),
                                                       stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        _, err = await asyncio.wait_for(process.communicate(), 30)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("the disk is full", err.decode().splitlines()[-1])

    async def serve(self, *options, config=None, name="data"):
        (self.folder / "data").symlink_to(self.disk)
        return await super().serve(*options, config=config, name=name)
