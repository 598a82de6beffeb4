# SPDX-License-Identifier: GPL-3.0-or-later
"""What ran, as operators see it: the usage report and its database, log lines, metrics, and traces at a collector."""

import asyncio
import contextlib
import json
import shutil
import sqlite3
import subprocess
import unittest

from case import MODEL, DaemonCase, gather
from harness import client, upstream
from harness.daemon import eventually
from harness.money import nano

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
SPAN = "00f067aa0ba902b7"
PROMPT = "a-prompt-that-nobody-keeps"
ROLLUPS = """SELECT at_s, series, requests, failures, prompt + cache_read + cache_write, completion + reasoning, charge_nano
             FROM usage_{name}"""
ROWS = """SELECT ended_us / 1000000 / {width} * {width}, series, count(*), sum(outcome NOT IN (0, 1, 2)),
          sum((state = 3) * (prompt + cache_read + cache_write)), sum((state = 3) * (completion + reasoning)), sum(charge_nano)
          FROM requests GROUP BY 1, 2"""


async def usage(daemon, requests, query=""):
    """The report once it counts that many requests."""

    async def look():
        report = await daemon.admin("GET", "/usage" + query)
        return report if report["total"]["requests"] == requests else None

    return await eventually(look, what=f"{requests} requests in the usage")


def attributes(span):
    return {entry["key"]: next(iter(entry["value"].values())) for entry in span["attributes"]}


class UsageTest(DaemonCase):
    def rows(self, daemon):
        with contextlib.closing(sqlite3.connect(f"file:{daemon.data_dir / 'requests.db'}?mode=ro", uri=True)) as database:
            return database.execute("SELECT count(*) FROM requests").fetchone()[0]

    async def ended_orders(self, daemon):
        return sum(order["ended_at"] is not None for order in await daemon.everything("/orders"))

    def check_database(self, daemon):
        """Rows and rollups of every step tell the same; returns the number of rows."""
        database = sqlite3.connect(f"file:{daemon.data_dir / 'requests.db'}?mode=ro", uri=True)
        self.addCleanup(database.close)
        for name, width in (("minute", 60), ("hour", 3600), ("day", 86400)):
            self.assertEqual(sorted(database.execute(ROLLUPS.format(name=name))),
                             sorted(database.execute(ROWS.format(width=width))), name)
        self.assertEqual(database.execute("PRAGMA auto_vacuum").fetchone(), (2,))
        return self.rows(daemon)

    async def test_the_report_agrees_with_the_ledger(self):
        self.upstream.behaviours[MODEL] = upstream.answer(usage=upstream.usage_block(prompt=30, completion=14))
        daemon, account, key = await self.serve_customer("1.00", config='[log]\nrequests = "all"\n')

        async def broken(call):
            call.whole(500, {"error": {"message": "no", "type": "server_error", "param": None, "code": None}})

        self.upstream.behaviours["broken"] = broken
        provider = await daemon.add_provider(self.upstream.base_url, name="second")
        await daemon.add_endpoint(provider, "broken")
        await gather(8, lambda _: client.chat(daemon.port, key, client.chat_body(MODEL, PROMPT)))
        await client.chat(daemon.port, key, client.chat_body(MODEL, PROMPT, stream=True))
        await client.chat(daemon.port, key, client.chat_body("broken", PROMPT))

        report = await usage(daemon, 10, "?group_by=model")
        orders = await daemon.everything("/orders")
        self.assertEqual(nano(report["total"]["charge_usd"]), sum(nano(order["charge_usd"]) for order in orders))
        self.assertEqual(report["total"]["failures"], 1)
        groups = {group["name"]: group for group in report["groups"]}
        self.assertEqual(set(groups), {MODEL, "broken"})
        self.assertEqual(groups[MODEL]["total"]["prompt_tokens"], 9 * 30)
        self.assertEqual(groups[MODEL]["total"]["completion_tokens"], 9 * 14)
        self.assertGreater(groups[MODEL]["total"]["duration"]["p99_ms"], 0)
        self.assertEqual(sum(point["figures"]["requests"] for point in groups[MODEL]["points"]), 9)
        self.assertEqual(len(groups[MODEL]["points"]), 25)
        mine = await daemon.admin("GET", f"/usage?group_by=provider&account={account['id']}&provider={provider['id']}")
        self.assertEqual(mine["total"]["requests"], 1)

        self.assertEqual(self.check_database(daemon), 10)
        lines = [json.loads(line) for line in daemon.log().splitlines()]
        ends = {line["order"]: line for line in lines if line["event"] == "order_finished"}
        self.assertEqual(set(ends), {order["id"] for order in orders})
        self.assertEqual(sum(line["outcome"] == "upstream" for line in ends.values()), 1)
        for path in daemon.data_dir.glob("requests.db*"):
            self.assertNotIn(PROMPT.encode(), path.read_bytes(), path.name)

    async def test_rows_and_rollups_agree_after_a_crash(self):
        self.upstream.behaviours[MODEL] = upstream.answer()
        daemon, _, key = await self.serve_customer("10.00")
        running = True

        async def ask(_):
            while running:
                await client.chat(daemon.port, key, client.chat_body(MODEL))

        asking = asyncio.gather(*(ask(number) for number in range(4)))
        await eventually(lambda: self.rows(daemon) > 20, what="a request log")
        await daemon.killed()
        running = False
        await asking
        before = self.check_database(daemon)
        self.assertGreater(before, 0)
        await daemon.start()
        ended = await self.ended_orders(daemon)
        self.assertGreaterEqual(ended, before)
        await usage(daemon, ended)  # what the crash took from the log is in the ledger
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        await usage(daemon, ended + 1)
        await daemon.stop()
        self.assertEqual(self.check_database(daemon), ended + 1)

    async def test_a_lost_log_is_made_again_from_the_ledger(self):
        self.upstream.behaviours[MODEL] = upstream.answer(usage=upstream.usage_block(prompt=30, completion=14))
        daemon, _, key = await self.serve_customer("1.00")
        await gather(12, lambda _: client.chat(daemon.port, key, client.chat_body(MODEL)))
        before = await usage(daemon, 12, "?group_by=provider")
        await daemon.stop()
        for path in daemon.data_dir.glob("requests.db*"):
            path.unlink()
        await daemon.start()
        after = await usage(daemon, 12, "?group_by=provider")
        self.assertEqual(self.check_database(daemon), 12)
        for name in ("requests", "failures", "charge_usd", "provider_cost_usd", "prompt_tokens", "completion_tokens"):
            self.assertEqual(after["groups"][0]["total"][name], before["groups"][0]["total"][name], name)
        self.assertEqual(after["groups"][0]["name"], before["groups"][0]["name"])

    async def test_traces_reach_the_provider_and_the_collector(self):
        async def take(call):
            call.whole(200, {})

        self.upstream.behaviours[MODEL] = upstream.answer(usage=upstream.usage_block(prompt=30, completion=14))
        self.upstream.behaviours[""] = take
        daemon, _, key = await self.serve_customer(config=f'[tracing]\notlp_endpoint = "{self.upstream.base_url}/traces"\n')
        await client.chat(daemon.port, key, client.chat_body(MODEL, PROMPT),
                          headers={"traceparent": f"00-{TRACE}-{SPAN}-01", "tracestate": "congo=t61rcWkgMzE"})
        await client.chat(daemon.port, key, client.chat_body(MODEL, PROMPT), headers={"traceparent": "nonsense"})

        def exported():
            calls = [call for call in self.upstream.calls if call.path.endswith("/traces")]
            return [span for call in calls for span in call.json["resourceSpans"][0]["scopeSpans"][0]["spans"]]

        spans = await eventually(lambda: exported() if len(exported()) == 4 else None, what="four spans")
        asked = [call for call in self.upstream.calls if call.path.endswith("/chat/completions")]
        version, trace, span, flags = asked[0].headers["traceparent"].split("-")
        self.assertEqual((version, trace, flags), ("00", TRACE, "01"))
        self.assertEqual(asked[0].headers["tracestate"], "congo=t61rcWkgMzE")
        ours = {entry["kind"]: entry for entry in spans if entry["traceId"] == TRACE}
        self.assertEqual(ours[2]["parentSpanId"], SPAN)
        self.assertEqual(ours[3]["parentSpanId"], ours[2]["spanId"])
        self.assertEqual(ours[3]["spanId"], span)
        self.assertEqual(attributes(ours[2])["gen_ai.usage.output_tokens"], "14")
        self.assertEqual(attributes(ours[3])["gen_ai.operation.name"], "chat")
        for kind in (2, 3):
            self.assertEqual(attributes(ours[kind])["gen_ai.response.finish_reasons"], {"values": [{"stringValue": "stop"}]})
            self.assertEqual(attributes(ours[kind])["gen_ai.provider.name"], "upstream")
            self.assertNotIn("error.type", attributes(ours[kind]))
        self.assertEqual(attributes(ours[3])["server.address"], "127.0.0.1")
        self.assertEqual(int(attributes(ours[3])["server.port"]), self.upstream.port)
        self.assertTrue(attributes(ours[3])["gen_ai.response.id"])
        self.assertTrue(attributes(ours[3])["gen_ai.response.model"])
        self.assertNotIn("tracestate", asked[1].headers)
        self.assertNotEqual(asked[1].headers["traceparent"].split("-")[1], TRACE)
        self.assertNotIn(PROMPT, json.dumps(spans))

    async def test_a_trace_goes_through_without_a_collector(self):
        self.upstream.behaviours[MODEL] = upstream.answer()
        daemon, _, key = await self.serve_customer()
        await client.chat(daemon.port, key, client.chat_body(MODEL), headers={"traceparent": f"00-{TRACE}-{SPAN}-00"})
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        told = [call.headers.get("traceparent") for call in self.upstream.calls]
        self.assertTrue(told[0].startswith(f"00-{TRACE}-") and told[0].endswith("-00"), told[0])
        self.assertNotIn(SPAN, told[0])
        self.assertIsNone(told[1])

    async def test_the_metrics_tell_of_a_request(self):
        self.upstream.behaviours[MODEL] = upstream.answer(usage=upstream.usage_block(prompt=30, completion=14))
        daemon, _, key = await self.serve_customer()
        await client.chat(daemon.port, key, client.chat_body(MODEL, stream=True))

        async def recorded():
            samples = await daemon.metrics()
            return samples if samples["gotoai_request_log_recorded_total"] == "1" else None

        samples = await eventually(recorded, what="a recorded request")
        self.assertEqual(samples['gotoai_requests_total{provider="upstream",outcome="completed"}'], "1")
        self.assertEqual(samples['gotoai_provider_attempts_total{provider="upstream",outcome="answered"}'], "1")
        self.assertEqual(samples['gotoai_usage_total{provider="upstream",meter="completion"}'], "14")
        for name in ("gotoai_request_duration_seconds", "gotoai_first_token_seconds", "gotoai_overhead_seconds"):
            self.assertEqual(samples[name + "_count"], "1", name)
            self.assertEqual(samples[name + '_bucket{le="+Inf"}'], "1", name)
        for operation in ("reserve", "settle"):
            self.assertEqual(samples[f'gotoai_ledger_wait_seconds_count{{operation="{operation}"}}'], "1")
        self.assertGreater(int(samples["gotoai_ledger_sync_seconds_count"]), 0)
        self.assertIn('gotoai_lane_lag_seconds{lane="1"}', samples)

    async def test_the_metrics_count_refusals(self):
        daemon, _, key = await self.serve_customer()
        for name, model in ((key, "no-such-model"), ("gai_nobody", MODEL), ("gai_nobody", MODEL)):
            await client.chat(daemon.port, name, client.chat_body(model))
        samples = await daemon.metrics()
        self.assertEqual(samples['gotoai_requests_refused_total{code="model_not_found"}'], "1")
        self.assertEqual(samples['gotoai_requests_refused_total{code="invalid_credential"}'], "2")

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    async def test_promtool_finds_no_fault(self):
        self.upstream.behaviours[MODEL] = upstream.answer()
        daemon, _, key = await self.serve_customer()
        await client.chat(daemon.port, key, client.chat_body(MODEL))
        await usage(daemon, 1)
        text = (await client.call(daemon.admin_port, "GET", "/metrics")).body
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, timeout=60, check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, b""))
