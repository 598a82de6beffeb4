# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints as operators handle them: enabled, draining and disabled while orders run; tests by hand; probes by the daemon."""

import asyncio

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import eventually, verify
from harness.money import nano

WORDS = ["word "] * 12
HOUSE = "acct_00000000000070008000000000000001"


def held_back(release, sent):
    """Streams some words, says so by `sent`, and goes on once `release` is set."""

    async def behave(call):
        call.begin_stream()
        for number, word in enumerate(WORDS):
            if number == 4:
                sent.set()
                await release.wait()
            call.frame(upstream.chunk(call.model, {"content": word}))
        call.frame(upstream.chunk(call.model, {}, "stop"))
        call.frame(upstream.usage_chunk(call.model, upstream.usage_block(completion=len(WORDS))))
        call.frame("[DONE]")
        call.end_stream()

    return behave


async def down(call):
    call.whole(503, {"error": {"message": "down", "type": "server_error", "param": None, "code": None}})


class SupplyStatesTest(DaemonCase):
    async def serve_one(self, config=None, **endpoint):
        daemon = await self.serve(config=config)
        provider = await daemon.add_provider(self.upstream.base_url)
        endpoint = await daemon.add_endpoint(provider, MODEL, **endpoint)
        key = (await daemon.add_key(await daemon.add_account("10.00")))["secret"]
        return daemon, endpoint, key

    async def models(self, daemon, key):
        answer = await client.call(daemon.port, "GET", "/v1/models", headers=client.bearer(key))
        return [model["id"] for model in answer.json["data"]]

    async def leave_service(self, state):
        release, sent = asyncio.Event(), asyncio.Event()
        self.upstream.behaviours[MODEL] = held_back(release, sent)
        daemon, endpoint, key = await self.serve_one()
        running = asyncio.create_task(client.chat(daemon.port, key, client.chat_body(MODEL, stream=True)))
        await sent.wait()
        await daemon.admin("PATCH", f"/endpoints/{endpoint['id']}", {"state": state})

        async def is_left():
            return await self.models(daemon, key) == []

        await eventually(is_left, what="the model to leave the list")
        refused = await client.chat(daemon.port, key, client.chat_body(MODEL))
        self.assertEqual(refused.status, 503, refused)
        self.assertFalse(running.done())
        release.set()
        answer = await running  # what runs ends well
        self.assertTrue(answer.is_success, answer)
        self.assertEqual(answer.text, "".join(WORDS))
        self.assertEqual((await daemon.ended_order(answer.headers["x-gotoai-order"]))["state"], "finalized")

        await daemon.admin("PATCH", f"/endpoints/{endpoint['id']}", {"state": "enabled"})
        self.upstream.behaviours[MODEL] = upstream.answer()

        async def is_served():
            return (await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success

        await eventually(is_served, what="service again")
        self.assertEqual(await self.models(daemon, key), [MODEL])

    async def test_draining_lets_running_orders_end_and_takes_no_new_ones(self):
        await self.leave_service("draining")

    async def test_disabling_takes_no_new_ones(self):
        await self.leave_service("disabled")

    async def test_new_orders_pass_a_draining_endpoint_over(self):
        daemon, first, key = await self.serve_one(price={"prompt_usd_per_1m": "0.01", "completion_usd_per_1m": "0.01"})
        provider = await daemon.add_provider(self.upstream.base_url, name="second")
        second = await daemon.add_endpoint(provider, MODEL, upstream_model="second")
        await daemon.admin("PATCH", f"/endpoints/{first['id']}", {"state": "draining"})

        async def goes_to_the_second():
            answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
            self.assertTrue(answer.is_success, answer)
            return answer.headers["x-gotoai-endpoint"] == second["id"]

        await eventually(goes_to_the_second, what="the second endpoint's turn")

    async def test_a_test_by_hand_is_the_platforms_cost(self):
        daemon, endpoint, _ = await self.serve_one(state="disabled")
        result = await daemon.admin("POST", f"/endpoints/{endpoint['id']}/test")
        self.assertEqual((result["outcome"], result["http_status"], result["usage"]["source"]), ("answered", 200, "reported"))
        self.assertEqual(nano(result["cost_usd"]), 12 * 50 + 5 * 400)  # as the upstream counts
        self.assertGreaterEqual(result["duration_ms"], result["first_token_ms"])
        asked = self.upstream.calls[-1].json
        self.assertTrue(asked["stream"] and asked["max_tokens"] == 16)
        order = await daemon.order(result["order"])
        self.assertEqual((order["account"], order["mode"], order["state"]), (HOUSE, "test", "released"))
        self.assertEqual(nano(order["charge_usd"]), 0)
        transfers = await daemon.everything("/transfers", order=result["order"])
        self.assertEqual([(transfer["kind"], nano(transfer["amount_usd"])) for transfer in transfers],
                         [("absorb", nano(result["cost_usd"]))])
        self.upstream.behaviours[MODEL] = down
        result = await daemon.admin("POST", f"/endpoints/{endpoint['id']}/test")
        self.assertEqual((result["outcome"], result["http_status"], nano(result["cost_usd"])), ("upstream_refused", 503, 0))
        await daemon.stop()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_probes_bring_a_recovered_endpoint_back_without_callers(self):
        self.upstream.behaviours[MODEL] = down
        daemon, endpoint, key = await self.serve_one(
            config='[lanes]\ncount = 1\n[probes]\nrequests_per_hour = 3600\ncost_usd_per_day = "1"\n')

        async def state():
            return (await daemon.admin("GET", f"/endpoints/{endpoint['id']}/health"))["breaker"]["state"]

        async def is_open():
            await client.chat(daemon.port, key, client.chat_body(MODEL, gotoai={"deadlines": {"total_ms": 1}}))
            return await state() != "closed"

        await eventually(is_open, what="an open breaker")
        self.upstream.behaviours[MODEL] = upstream.answer()

        async def is_closed():
            return await state() == "closed"

        await eventually(is_closed, seconds=30, what="a closed breaker")
        orders = await daemon.everything("/orders", account=HOUSE)
        self.assertEqual({order["mode"] for order in orders}, {"probe"})

        async def are_counted():  # once they are settled, which is after the breaker has closed
            metrics = await daemon.metrics()
            return int(metrics['gotoai_probes_total{outcome="answered"}']) >= 2 and int(
                metrics["gotoai_probe_cost_nanousd_total"]) > 0

        await eventually(are_counted, what="two probes that were answered and paid")
        await daemon.stop()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
