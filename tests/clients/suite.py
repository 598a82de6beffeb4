#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real daemon by clients that others wrote, with aimock as its provider, and judges what went over the wire."""

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from clients import schema, wirerules  # noqa: E402
from clients.recorder import Recorder  # noqa: E402
from harness import money, report  # noqa: E402
from harness.certificates import Authority  # noqa: E402
from harness.daemon import Daemon, eventually, verify  # noqa: E402

HERE = Path(__file__).resolve().parent
PACKAGES = Path(os.environ["GOTOAI_CLIENT_PACKAGES"])  # where package.json was installed
NODE = next(PACKAGES.glob("node_modules/node-linux-*/bin/node"), Path("node"))  # not every npm links it
MODEL = "gpt-4o-mini"
FUNDS_USD = "5.00"
TRUST_VARIABLES = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "CURL_CA_BUNDLE")  # of Node, Python, curl

CLIENTS = {
    "node-current": [str(NODE), str(PACKAGES / "client_node.mjs"), "openai"],
    "node-previous": [str(NODE), str(PACKAGES / "client_node.mjs"), "openai-previous"],
    "python": [sys.executable, str(HERE / "client_python.py")],
    "curl": [str(HERE / "client_curl.sh")],
}
# Protocols besides OpenAI's: what aimock serves each under, and what the model is called there.
DIALECTS = {
    "openrouter": ("/api/v1", "openai/gpt-4o-mini"),
    "anthropic": ("/v1", "claude-sonnet-4-6"),
    "ollama": ("/api", "qwen3:8b"),
}
COMMANDS = CLIENTS | {name: [sys.executable, str(HERE / "client_dialects.py")] for name in DIALECTS}


class Tally:
    def __init__(self):
        self.passed = self.failed = 0

    def add(self, name, faults):
        if faults:
            self.failed += 1
            self.tell(f"FAILED  {name}\n        " + "\n        ".join(faults))
        else:
            self.passed += 1
            self.tell(f"passed  {name}")

    def tell(self, line):
        print(line, flush=True)


class SilentTally(Tally):
    def tell(self, line):
        pass


async def run_client(name, daemon, judge, tally, **environment):
    """One client on an account of its own: its scenarios, its answers on the wire, its orders in the ledger."""
    async with Recorder(daemon.port) as recorder:
        account = await run_scenarios(name, name, daemon, f"http://127.0.0.1:{recorder.port}/v1", tally, **environment)
        answers = recorder.answers()
    tally.add(f"{name}: wire", [f"{answer.status} {answer.body[:80]!r}: {fault}"
                                for answer in answers for fault in wirerules.faults(answer, judge)])
    tally.add(f"{name}: ledger", await ledger_faults(daemon, account, answers))


async def run_client_over_tls(name, daemon, authority, tally):
    """The same over the client's own TLS, which trusts the authority only because it is told to; nobody listens in."""
    title = f"{name} over TLS"
    trust = {variable: str(authority.certificate) for variable in TRUST_VARIABLES}
    account = await run_scenarios(title, name, daemon, f"https://localhost:{daemon.port}/v1", tally, **trust)
    tally.add(f"{title}: ledger", await ledger_faults(daemon, account, []))
    stranger = SilentTally()
    await run_scenarios(title, name, daemon, f"https://localhost:{daemon.port}/v1", stranger)
    tally.add(f"{title}: trusts nobody else", ["a call went through"] if stranger.passed else [])


async def run_scenarios(title, client, daemon, url, tally, **environment):
    """The account that they ran on."""
    account = await daemon.add_account(FUNDS_USD, name=title)
    poor = await daemon.add_account(name=title + ", poor")
    key, poor_key = await daemon.add_key(account), await daemon.add_key(poor)
    environment = {**os.environ, "GOTOAI_BASE_URL": url, "GOTOAI_MODEL": MODEL, "GOTOAI_API_KEY": key["secret"],
                   "GOTOAI_EMPTY_KEY": poor_key["secret"], **environment}
    process = await asyncio.create_subprocess_exec(*COMMANDS[client], env=environment, stdout=asyncio.subprocess.PIPE,
                                                   stderr=asyncio.subprocess.STDOUT)
    output = (await asyncio.wait_for(process.communicate(), 120))[0].decode(errors="replace")
    tell_scenarios(title, process.returncode, output, tally)
    return account


def tell_scenarios(name, exit_code, output, tally):
    lines = output.splitlines()
    results = [line for line in lines if line.startswith(("ok ", "not ok "))]
    for line in results:
        scenario, _, reason = line.removeprefix("not ").removeprefix("ok ").partition(": ")
        tally.add(f"{name}: {scenario}", [reason or "no reason given"] if line.startswith("not ok") else [])
    if exit_code != 0 or not results:
        tally.add(f"{name}: run", [f"ended with {exit_code}", *lines[-20:]])


async def ledger_faults(daemon, account, answers):
    async def all_ended():
        orders = await daemon.everything("/orders", account=account["id"])
        return orders if all(order["state"] in ("finalized", "released", "rejected") for order in orders) else None

    orders = await eventually(all_ended, what="the end of every order")
    wallet = await daemon.wallet(account)
    charged = sum(money.nano(order["charge_usd"]) for order in orders)
    faults = []
    if money.nano(wallet["held_usd"]) != 0:
        faults.append(f"still holds {wallet['held_usd']}")
    if money.nano(wallet["available_usd"]) != money.nano(FUNDS_USD) - charged:
        faults.append(f"has {wallet['available_usd']} of {FUNDS_USD} after charges of {charged} nano-dollars")
    states = {order["id"]: order["state"] for order in orders}
    for answer in answers:
        order = answer.headers.get("x-gotoai-order")
        if answer.is_success and order and states.get(order) != "finalized":
            faults.append(f"{order} was answered and is {states.get(order)}")
    return faults


def is_wanted(name):
    return not sys.argv[1:] or any(word in name for word in sys.argv[1:])


async def serve_clients(data_dir, provider_url, tally, run, config=None):
    """All clients, or those that were asked for, against one daemon; its books afterwards."""
    async with Daemon(data_dir, config=config) as daemon:
        provider = await daemon.add_provider(f"{provider_url}/v1", name="aimock")
        await daemon.add_endpoint(provider, MODEL)
        for name in CLIENTS:
            if is_wanted(name):
                await run(name, daemon)
    code, output = verify(data_dir)
    tally.add(f"books of {data_dir.name}", [output] if code else [])


async def serve_dialects(data_dir, provider_url, tally, judge):
    """One client against models whose providers speak other protocols."""
    async with Daemon(data_dir) as daemon:
        for name in filter(is_wanted, DIALECTS):
            root, upstream_model = DIALECTS[name]
            provider = await daemon.add_provider(provider_url + root, name=name, protocol=name)
            await daemon.add_endpoint(provider, f"{name}/model", upstream_model)
            # OpenRouter's frames pass as they came, and its system_fingerprint may be null.
            await run_client(name, daemon, None if name == "openrouter" else judge, tally,
                             GOTOAI_MODEL=f"{name}/model", GOTOAI_DIALECT=name)
    code, output = verify(data_dir)
    tally.add(f"books of {data_dir.name}", [output] if code else [])


async def main():
    document = schema.find_document()
    judge = schema.Judge(document) if document else None
    print(f"schema: {document or 'not at hand, answers are held to the rules of streams alone'}")
    tally = Tally()
    aimock = await asyncio.create_subprocess_exec(str(NODE), str(PACKAGES / "aimock.mjs"), stdin=asyncio.subprocess.PIPE,
                                                  stdout=asyncio.subprocess.PIPE)
    with tempfile.TemporaryDirectory() as folder:
        url = json.loads(await asyncio.wait_for(aimock.stdout.readline(), 20))["url"]
        try:
            await serve_clients(Path(folder) / "clear", url, tally, lambda name, daemon: run_client(name, daemon, judge, tally))
            await serve_dialects(Path(folder) / "dialects", url, tally, judge)
            authority = Authority(folder)
            certificate, key = authority.issue("gateway")
            config = f'[gateway]\ntls_certificate_file = "{certificate}"\ntls_key_file = "{key}"\n'
            await serve_clients(Path(folder) / "tls", url, tally,
                                lambda name, daemon: run_client_over_tls(name, daemon, authority, tally), config)
        finally:
            aimock.stdin.close()
            await aimock.wait()
    return report.conclude(tally.passed, tally.failed)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
