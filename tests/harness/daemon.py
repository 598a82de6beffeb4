# SPDX-License-Identifier: GPL-3.0-or-later
"""The real gotoaid in a process of its own, on free ports and a temporary data directory."""

import asyncio
import json
import os
import re
import resource
import signal
import subprocess
import time
import urllib.parse
import uuid
from pathlib import Path

from harness import client

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 20


def binary():
    """The program under test: GOTOAI_DAEMON, or what the release preset builds."""
    return Path(os.environ.get("GOTOAI_DAEMON", ROOT / "build" / "release" / "bin" / "gotoaid"))


async def eventually(condition, seconds=10, what="the condition"):
    """Polls until `condition()` (plain or async) is true, and returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come about within {seconds} s")
        await asyncio.sleep(0.01)


class Daemon:
    """`data_dir` outlives the object, so that another Daemon can start on it again."""

    def __init__(self, data_dir, *options, config=None):
        self.data_dir = Path(data_dir)
        self.options = list(options)
        self.config = config
        self.config_path = self.data_dir.parent / (self.data_dir.name + ".toml")
        self.admin_tls = None  # an SSLContext where the admin API speaks TLS
        self.process = None
        self.ready = None
        self.admin_token = None
        self.ready_seconds = None
        self.log_path = self.data_dir.parent / (self.data_dir.name + ".log")

    def command(self):
        command = [str(binary()), "serve", "--data-dir", str(self.data_dir),
                   "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", *self.options]
        if self.config is not None:
            self.config_path.write_text(self.config, encoding="utf-8")
            command += ["--config", str(self.config_path)]
        return command

    async def spawn(self, log, **options):
        # restore_signals: Python ignores SIGXFSZ, and so does the daemon then; see limit_files.
        return await asyncio.create_subprocess_exec(*self.command(), stdin=subprocess.DEVNULL, restore_signals=False,
                                                    stdout=subprocess.PIPE, stderr=log, **options)

    async def start(self):
        began = time.monotonic()
        with open(self.log_path, "ab") as log:
            self.process = await self.spawn(log)
        try:
            line = await asyncio.wait_for(self.process.stdout.readline(), READY_SECONDS)
        except asyncio.TimeoutError:
            self.kill()
            raise AssertionError(f"not ready within {READY_SECONDS} s:\n{self.log()}") from None
        self.ready_seconds = time.monotonic() - began
        if not line:
            raise AssertionError(f"ended with {await self.process.wait()} instead of being ready:\n{self.log()}")
        self.ready = json.loads(line)
        self.port = urllib.parse.urlsplit(self.ready["gateway"]).port
        self.admin_port = urllib.parse.urlsplit(self.ready["admin"]).port
        self.admin_token = self.ready.get("admin_token") or self._first_token()
        return self

    def _first_token(self):
        named = self.ready.get("first_run")
        path = Path(named) if named else self.data_dir / "first-run.json"
        return json.loads(path.read_text(encoding="utf-8"))["admin_token"]

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, *_):
        await self.stop()

    async def stop(self, seconds=20):
        """SIGTERM, and the exit code."""
        if self.process is None:
            return None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.process.wait(), seconds)
        except asyncio.TimeoutError:
            held_by = await self._unfinished()
            self.kill()
            await self.process.wait()
            raise AssertionError(f"still running {seconds} s after SIGTERM with {held_by}:\n{self.log()[-4000:]}") from None

    async def _unfinished(self):
        """What a daemon that does not end still has, as far as it says."""
        try:
            figures = await asyncio.wait_for(self.metrics(), 5)
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as error:
            return f"no figures ({type(error).__name__})"
        telling = re.compile(r"gotoai_(gateway_connections|admin_connections|orders\{|settlements_waiting)")
        return ", ".join(f"{name} {value}" for name, value in figures.items() if telling.match(name))

    def kill(self):
        if self.process is not None and self.process.returncode is None:
            self.process.kill()

    async def killed(self):
        self.kill()
        await self.process.wait()

    def limit_files(self, size):
        """From now on every write beyond that size of a file fails with EFBIG, as on a full disk."""
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def log(self):
        return self.log_path.read_text(encoding="utf-8", errors="replace") if self.log_path.exists() else ""

    def resident_bytes(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")  # user and system, proc(5)

    # The admin API. Answers of a status other than `expect` fail the test.

    async def admin(self, method, path, body=None, expect=(200, 201), **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        if method in ("PATCH", "DELETE"):
            names.setdefault("if-match", "*")
        answer = await client.call(self.admin_port, method, "/admin/v1" + path, body,
                                   {**client.bearer(self.admin_token), **names}, self.admin_tls)
        if answer.status not in expect:
            raise AssertionError(f"{method} {path} → {answer.status}: {answer.body.decode(errors='replace')}")
        return answer.json if answer.body else None

    async def everything(self, path, **filters):
        """All rows of a list, page by page, newest first."""
        rows, cursor = [], None
        while True:
            query = dict(filters, limit=500, **({"cursor": cursor} if cursor else {}))
            page = await self.admin("GET", f"{path}?{urllib.parse.urlencode(query)}")
            rows += page["data"]
            cursor = page.get("next_cursor")
            if not cursor:
                return rows

    async def add_provider(self, base_url, name="upstream", secret="sk-upstream-secret", protocol="openai"):
        return await self.admin("POST", "/providers", {
            "name": name, "protocol": protocol, "base_url": base_url, "secret": secret, "allow_private_addresses": True})

    async def add_endpoint(self, provider, model, upstream_model=None, price=None, **members):
        return await self.admin("POST", "/endpoints", {
            "provider": provider["id"], "model": model, "upstream_model": upstream_model or model,
            "context_tokens": 100_000, "max_output_tokens": 4_096,
            "price": price or {"prompt_usd_per_1m": "0.05", "completion_usd_per_1m": "0.40"}, **members})

    async def add_account(self, funds_usd=None, name="customer"):
        account = await self.admin("POST", "/accounts", {"name": name})
        if funds_usd is not None:
            await self.top_up(account, funds_usd)
        return account

    async def add_key(self, account, label="test", **members):
        return await self.admin("POST", "/keys", {"account": account["id"], "label": label, **members})

    async def top_up(self, account, amount_usd, idempotency_key=None):
        return await self.admin("POST", "/topups", {"account": account["id"], "rail": "manual", "amount_usd": amount_usd},
                                idempotency_key=idempotency_key or str(uuid.uuid4()))

    async def metrics(self):
        """The samples of /metrics by name and labels."""
        text = (await client.call(self.admin_port, "GET", "/metrics", tls=self.admin_tls)).body.decode()
        return dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))

    async def wallet(self, account):
        return await self.admin("GET", f"/wallets/{account['id']}")

    async def order(self, order_id):
        return await self.admin("GET", f"/orders/{order_id}")

    async def ended_order(self, order_id):
        """The order once it has reached its end, which may come just after the client's."""

        async def look():
            order = await self.order(order_id)
            return order if order["state"] in ("finalized", "released", "rejected") else None

        return await eventually(look, what=f"the end of {order_id}")


def verify(data_dir):
    """gotoaid verify on a stopped daemon's directory: (exit code, what it printed)."""
    done = subprocess.run([str(binary()), "verify", "--data-dir", str(data_dir)], capture_output=True, text=True,
                          timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr
