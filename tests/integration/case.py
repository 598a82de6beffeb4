# SPDX-License-Identifier: GPL-3.0-or-later
"""What the integration tests start from: a scripted upstream, a temporary directory, a daemon that trusts both."""

import asyncio
import os
import resource
import tempfile
import unittest
from pathlib import Path

from harness.daemon import Daemon
from harness.upstream import Upstream

MODEL = "test-model"
OPEN_FILES = 8192


class DaemonCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        asyncio.get_running_loop().set_debug(False)  # unittest's choice; too slow under load
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < OPEN_FILES:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, hard), hard))
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.upstream = await self.enterAsyncContext(Upstream())

    def make(self, *options, config=None, name="data"):
        """A daemon to start; it is stopped when the test ends, and must end well then."""
        daemon = Daemon(self.folder / name, *options, config=config)
        self.addAsyncCleanup(self._stop, daemon)
        return daemon

    async def serve(self, *options, config=None, name="data"):
        """A running daemon."""
        return await self.make(*options, config=config, name=name).start()

    async def _stop(self, daemon):
        if daemon.process is not None and daemon.process.returncode is None:
            self.assertEqual(await daemon.stop(), 0, daemon.log()[-4000:])

    async def serve_customer(self, funds_usd="10.00", config=None, **endpoint):
        """(daemon, account, key secret): one provider, one endpoint for MODEL, one customer with money."""
        daemon = await self.serve(config=config)
        provider = await daemon.add_provider(self.upstream.base_url)
        await daemon.add_endpoint(provider, MODEL, **endpoint)
        account = await daemon.add_account(funds_usd)
        key = await daemon.add_key(account)
        return daemon, account, key["secret"]


def rounds(default):
    """How often a test of chance repeats itself: `run --rounds N`."""
    return int(os.environ.get("GOTOAI_TEST_ROUNDS", default))


async def gather(count, make):
    """The results of `make(0)` … `make(count - 1)`, all under way at once."""
    return await asyncio.gather(*(make(number) for number in range(count)))
