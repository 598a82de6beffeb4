# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual's commands, run as they stand there: who follows them gets where it says."""

import asyncio
import json
import re
import tempfile
import unittest
from pathlib import Path

import program
from harness.daemon import Daemon
from harness.upstream import Upstream

PAGE = program.PACKAGING / "man" / "gotoaid.8"
DATA = "/var/lib/gotoaid"
ROFF = (("\\-", "-"), ("\\(dq", '"'), ("\\e", "\\"))
# What the reader puts in for himself.
PASSWORD = "correct horse battery"


def blocks(section):
    """The commands that a section shows, a block each, as a reader sees them."""
    page = PAGE.read_text(encoding="utf-8")
    body = re.search(rf"^\.SH {section}\n(.*?)(?=^\.SH )", page, re.MULTILINE | re.DOTALL).group(1)
    shown = re.findall(r"^\.nf\n\.RS 4\n(.*?)\.RE\n\.fi$", body, re.MULTILINE | re.DOTALL)
    for roff, plain in ROFF:
        shown = [block.replace(roff, plain) for block in shown]
    return shown


class FirstStepsTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.upstream = await self.enterAsyncContext(Upstream())
        self.daemon = await self.enterAsyncContext(Daemon(Path(folder.name) / "data"))
        self.known = {}  # prefix → the newest of what the daemon answered with it
        self.preamble = ""

    def adapted(self, command):
        """The command for the places of this test, each … filled with what the commands before answered."""
        for manual, here in ((DATA, str(self.daemon.data_dir)), ("http://127.0.0.1:8788", f"http://127.0.0.1:{self.daemon.admin_port}"),
                             ("http://127.0.0.1:8787", f"http://127.0.0.1:{self.daemon.port}"),
                             ('"https://api.openai.com/v1"', f'"{self.upstream.base_url}","allow_private_addresses":true'),
                             ('"password":"..."', f'"password":"{PASSWORD}"')):
            command = command.replace(manual, here)
        return re.sub(r"\b([a-z]+_)\.\.\.", lambda match: self.known[match.group(1)], command)

    async def shell(self, commands):
        """Runs a block, each command of it alone. What they printed."""
        printed = []
        for command in re.findall(r"^\S.*(?:\n .*)*", commands, re.MULTILINE):
            text = self.adapted(command)
            process = await asyncio.create_subprocess_exec("bash", "-euc", f"{self.preamble}\n{text}", stdout=asyncio.subprocess.PIPE,
                                                           stderr=asyncio.subprocess.STDOUT)
            output = (await asyncio.wait_for(process.communicate(), 20))[0].decode()
            self.assertEqual(process.returncode, 0, f"{text}\n{output}")
            for found in re.finditer(r"\b(([a-z]+_)[0-9A-Za-z_-]{20,})", output):
                self.known[found.group(2)] = found.group(1)
            printed.append(output)
        return printed

    async def follow(self, *sections):
        """All blocks of those sections, of which the first of all defines what the others use. What each command printed."""
        printed = []
        for section in sections:
            for block in blocks(section):
                if block.startswith("TOKEN="):
                    self.preamble = self.adapted(block)
                    continue
                printed += await self.shell(block)
        return printed

    def assert_done(self, printed):
        for text in printed:
            self.assertNotIn('"status":4', text.replace(" ", ""))
            self.assertNotIn('"error":', text)

    async def test_lead_from_the_package_to_an_answer(self):
        self.upstream.behaviours.clear()
        printed = await self.follow("FIRST STEPS")
        self.assert_done(printed)
        self.assertEqual(len(printed), 6)
        frames = [line for line in printed[-1].splitlines() if line.startswith("data: ")]
        self.assertEqual(frames[-1], "data: [DONE]")
        self.assertTrue(any(json.loads(frame[6:])["choices"][0]["delta"].get("content") for frame in frames[:-1]))
        self.assertEqual([call.model for call in self.upstream.calls], ["gpt-4o-mini"])

    async def test_let_people_in_and_out(self):
        self.preamble = self.adapted(blocks("FIRST STEPS")[0])
        printed = await self.follow("PEOPLE")
        self.assert_done(printed)
        self.assertEqual(len(printed), 7)
        token = json.loads(printed[2])["token"]
        self.daemon.admin_token = token
        await self.daemon.admin("GET", "/users", expect=(401,))  # she was disabled

    async def test_watch_the_money(self):
        self.upstream.behaviours.clear()
        printed = await self.follow("FIRST STEPS", "WATCHING THE MONEY")
        known = {name: json.loads(text) for name, text in zip(("books", "audit", "release", "alerts", "webhook", "test", "import",
                                                               "reconciliation", "differences"), printed[6:], strict=True)}
        self.assertEqual((known["books"]["state"], known["release"]["status"]), ("open", 409))  # there is nothing to release
        self.assertTrue(known["webhook"]["secret"])
        self.assertEqual(known["import"]["rows"], 1)
        self.assertEqual(known["reconciliation"]["provider"], known["import"]["provider"])
        self.assertIn("data", known["differences"])
