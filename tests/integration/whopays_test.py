# SPDX-License-Identifier: GPL-3.0-or-later
"""Who pays for a call, to the last digit and in every case: the customer, the platform, or nobody. Each order is held against
its transfers, and the books against themselves."""

import asyncio
import json
from datetime import datetime, timedelta, timezone

from case import MODEL, DaemonCase, gather
from harness import client, upstream
from harness.daemon import eventually, verify
from harness.money import nano

# $0.001 a token of the prompt, $0.01 one of the answer.
PRICE = {"prompt_usd_per_1m": "1000", "completion_usd_per_1m": "10000"}
FUNDS = 100_000_000_000
LIMIT = 20  # tokens of an answer


def in_seconds(seconds):
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def cost_of(prompt, completion):
    return prompt * nano("0.001") + completion * nano("0.01")


def whole(usage, text="Hello."):
    async def behave(call):
        call.whole(200, upstream.completion(call.model, text, usage))

    return behave


def refusing(status):
    async def behave(call):
        call.whole(status, {"error": {"message": "no", "type": "server_error", "param": None, "code": None}})

    return behave


def broken(words=("one ", "two "), usage=None, pause=0.0):
    """Breaks off after some of its answer, having told its usage or not."""

    async def behave(call):
        call.begin_stream()
        for word in words:
            call.frame(upstream.chunk(call.model, {"content": word}))
        if usage:
            call.frame(upstream.usage_chunk(call.model, usage))
        await asyncio.sleep(pause)
        call.reset()

    return behave


def ending(usage):
    """Has nothing to say: a role, why it ends, what that used."""

    async def behave(call):
        call.begin_stream()
        call.frame(upstream.chunk(call.model, {"role": "assistant", "content": ""}))
        call.frame(upstream.chunk(call.model, {}, "stop"))
        call.frame(upstream.usage_chunk(call.model, usage))
        call.frame("[DONE]")
        call.end_stream()

    return behave


class WhoPaysTest(DaemonCase):
    async def start(self, config=None, **account):
        self.daemon = await self.serve(config=config)
        self.provider = await self.daemon.add_provider(self.upstream.base_url)
        await self.daemon.add_endpoint(self.provider, MODEL, price=PRICE)
        self.account = await self.daemon.admin("POST", "/accounts", {"name": "customer", **account})
        await self.daemon.top_up(self.account, "100")
        self.key = (await self.daemon.add_key(self.account))["secret"]

    async def chat(self, behave=None, model=MODEL, **members):
        """An ended call: (its answer, its order)."""
        if behave:
            self.upstream.behaviours[MODEL] = behave
        answer = await client.chat(self.daemon.port, self.key, client.chat_body(model, max_tokens=LIMIT, **members))
        return answer, await self.daemon.ended_order(answer.headers["x-gotoai-order"])

    async def check(self, order, state, charge=0, cost=0, fee=0, absorbed=0):
        """The order's amounts are these, and its transfers are what they ask for."""
        hold = nano(order["hold_usd"])
        self.assertEqual(order["state"], state)
        self.assertEqual((nano(order["charge_usd"]), nano(order["provider_cost_usd"]), nano(order["platform_fee_usd"])),
                         (charge, cost, fee))
        wallet = f"wallet:{self.account['id']}"
        payables = {f"provider:{attempt['provider']}:payable" for attempt in order["attempts"]}
        found = {}
        for transfer in await self.daemon.everything("/transfers", order=order["id"]):
            row = (transfer["kind"], transfer["debit"],
                   "payable" if transfer["credit"] in payables else transfer["credit"])
            found[row] = found.get(row, 0) + nano(transfer["amount_usd"])
        paid = charge - fee
        expected = {("reserve", wallet + ":available", wallet + ":held"): hold,
                    ("cost", wallet + ":held", "payable"): paid,
                    ("fee", wallet + ":held", "revenue:fee"): fee,
                    ("release", wallet + ":held", wallet + ":available"): hold - charge,
                    ("absorb", "expense:absorbed", "payable"): absorbed}
        self.assertEqual(found, {row: amount for row, amount in expected.items() if amount})
        self.charged = getattr(self, "charged", 0) + charge
        balance = await self.daemon.wallet(self.account)
        self.assertEqual((nano(balance["available_usd"]), nano(balance["held_usd"])), (FUNDS - self.charged, 0))

    async def check_books(self):
        self.assertEqual(await self.daemon.stop(), 0)
        code, output = verify(self.daemon.data_dir)
        self.assertEqual(code, 0, output)

    async def test_the_attempt_whose_answer_the_client_got_is_the_customers(self):
        await self.start()
        for is_streamed in (False, True):
            answer, order = await self.chat(upstream.answer(usage=upstream.usage_block(12, 5)), stream=is_streamed)
            self.assertTrue(answer.is_success, answer)
            await self.check(order, "finalized", charge=cost_of(12, 5), cost=cost_of(12, 5))
            self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["user"])
        await self.check_books()

    async def test_an_attempt_that_failed_before_is_the_platforms(self):
        await self.start()
        other = await self.daemon.add_provider(self.upstream.base_url, name="other")
        await self.daemon.add_endpoint(other, MODEL, upstream_model="other", price={
            "prompt_usd_per_1m": "2000", "completion_usd_per_1m": "20000"})
        self.upstream.behaviours["other"] = whole(upstream.usage_block(12, 5))
        answer, order = await self.chat(refusing(500))
        self.assertTrue(answer.is_success, answer)
        self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["platform", "user"])
        await self.check(order, "finalized", charge=2 * cost_of(12, 5), cost=2 * cost_of(12, 5))
        await self.check_books()

    async def test_what_a_broken_stream_has_used_is_the_platforms(self):
        await self.start()
        answer, order = await self.chat(broken(usage=upstream.usage_block(12, 2)), stream=True)
        self.assertEqual(answer.error["code"], "upstream_cut")
        self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["platform"])
        await self.check(order, "released", absorbed=cost_of(12, 2))
        await self.check_books()

    async def test_what_nobody_counted_of_a_broken_stream_is_estimated_for_the_platform(self):
        await self.start()
        _, order = await self.chat(broken(), stream=True)
        [attempt] = order["attempts"]
        self.assertEqual((attempt["payer"], attempt["usage"]["source"]), ("platform", "estimated"))
        self.assertGreater(nano(attempt["provider_cost_usd"]), 0)
        await self.check(order, "released", absorbed=nano(attempt["provider_cost_usd"]))
        await self.check_books()

    async def test_a_withheld_stream_that_broke_is_the_platforms_and_the_next_the_customers(self):
        await self.start()
        other = await self.daemon.add_provider(self.upstream.base_url, name="other")
        await self.daemon.add_endpoint(other, MODEL, upstream_model="other", price={
            "prompt_usd_per_1m": "2000", "completion_usd_per_1m": "20000"})
        self.upstream.behaviours["other"] = upstream.answer(usage=upstream.usage_block(12, 5))
        answer, order = await self.chat(broken(usage=upstream.usage_block(12, 2)), stream=True,
                                        gotoai={"recovery": "buffered"})
        self.assertTrue(answer.is_success, answer)
        await self.check(order, "finalized", charge=2 * cost_of(12, 5), cost=2 * cost_of(12, 5), absorbed=cost_of(12, 2))
        await self.check_books()

    async def test_an_answer_in_parts_is_charged_as_one_whoever_counts(self):
        await self.start()
        begin = ["alpha "] * 100
        for first, second in ((None, None), (usage := upstream.usage_block(40, 120), None),
                              (None, upstream.usage_block(250, 5)), (usage, upstream.usage_block(250, 5))):
            with self.subTest(first=first, second=second):
                model = f"parts-{first is not None}-{second is not None}"
                self.upstream.behaviours[model] = broken(begin, first, pause=0.1)
                self.upstream.behaviours[model + "-2"] = upstream.answer(usage=second, reports_usage=second is not None)
                await self.daemon.add_endpoint(self.provider, model, price=PRICE)
                await self.daemon.add_endpoint(self.provider, model, upstream_model=model + "-2", features=["prefill"],
                                               price={"prompt_usd_per_1m": "2000", "completion_usd_per_1m": "20000"})
                answer = await client.chat(self.daemon.port, self.key, client.chat_body(
                    model, max_tokens=1_000, stream=True, stream_options={"include_usage": True},
                    gotoai={"recovery": "continue"}))
                self.assertTrue(answer.is_success, answer)
                order = await self.daemon.ended_order(answer.headers["x-gotoai-order"])
                told = json.loads(answer.frames[-2])["usage"]
                self.assertGreater(told["prompt_tokens"], 20)
                self.assertGreaterEqual(told["completion_tokens"], 120 if first else 150)
                self.assertEqual(nano(order["charge_usd"]),
                                 2 * cost_of(told["prompt_tokens"], told["completion_tokens"]))
                self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["platform", "user"])
                prompt = order["attempts"][1]["usage"]["prompt_tokens"]
                self.assertGreater(prompt, 150)  # with the begin
                self.assertEqual(nano(order["platform_fee_usd"]), nano(order["charge_usd"]) -
                                 nano(order["attempts"][1]["provider_cost_usd"]))
        await self.check_books()

    async def ask_in_parts(self, second, features):
        """An answer of a hundred words that lacks its end, and `second`, who is twice as dear: (answer, order)."""
        self.upstream.behaviours["second"] = second
        self.upstream.behaviours[MODEL] = broken(["alpha "] * 100, pause=0.1)
        await self.daemon.add_endpoint(self.provider, MODEL, upstream_model="second", features=features,
                                       price={"prompt_usd_per_1m": "2000", "completion_usd_per_1m": "20000"})
        answer = await client.chat(self.daemon.port, self.key, client.chat_body(
            MODEL, max_tokens=1_000, stream=True, stream_options={"include_usage": True}, gotoai={"recovery": "continue"}))
        return answer, await self.daemon.ended_order(answer.headers["x-gotoai-order"])

    async def test_an_answer_that_lacked_its_end_alone_is_charged_as_one(self):
        await self.start()
        answer, order = await self.ask_in_parts(ending(upstream.usage_block(190, 0)), ["prefill"])
        self.assertTrue(answer.is_success, answer)
        self.assertEqual(answer.text, "alpha " * 100)
        self.assertEqual(answer.body.count(b'"role"'), 0)
        told = json.loads(answer.frames[-2])["usage"]
        self.assertEqual((told["prompt_tokens"], told["completion_tokens"]), (40, 150))
        self.assertEqual([attempt["payer"] for attempt in order["attempts"]], ["platform", "user"])
        absorbed = nano(order["attempts"][0]["provider_cost_usd"])
        charge = 2 * cost_of(40, 150)
        cost = 2 * cost_of(190, 0)
        await self.check(order, "finalized", charge=charge, cost=cost, fee=charge - cost, absorbed=absorbed)
        await self.check_books()

    async def test_a_cut_answer_stays_one_where_the_next_is_empty(self):
        await self.start()
        answer, order = await self.ask_in_parts(ending(upstream.usage_block(12, 3)), None)
        self.assertEqual(answer.error and answer.error["code"], "upstream_cut")
        self.assertNotIn("[DONE]", answer.frames)
        self.assertEqual({attempt["payer"] for attempt in order["attempts"]}, {"platform"})
        costs = [nano(attempt["provider_cost_usd"]) for attempt in order["attempts"]]
        self.assertEqual(costs[1], 2 * cost_of(12, 3))
        await self.check(order, "released", absorbed=sum(costs))
        await self.check_books()

    async def test_what_a_stopped_order_has_used_is_the_platforms(self):
        await self.start()
        asked = asyncio.create_task(self.chat(upstream.answer(["x" * 40] * 400, frame_pause=0.01), stream=True,
                                              gotoai={"recovery": "buffered"}))
        await eventually(lambda: self.upstream.calls and self.upstream.calls[-1].frames_sent > 20)
        await self.daemon.admin("POST", "/kill-switches",
                                {"scope": "account", "target": self.account["id"], "reason": "a drill"})
        _, order = await asked
        [attempt] = order["attempts"]
        self.assertEqual((attempt["payer"], attempt["usage"]["source"]), ("platform", "estimated"))
        self.assertEqual(attempt["usage"]["completion_tokens"], LIMIT)
        await self.check(order, "released", absorbed=nano(attempt["provider_cost_usd"]))
        await self.check_books()

    async def test_a_failed_call_costs_nothing(self):
        await self.start()
        answer, order = await self.chat(refusing(400))
        self.assertEqual(answer.status, 400)
        await self.check(order, "released")
        await self.check_books()

    async def test_an_empty_answer_costs_the_customer_nothing(self):
        await self.start()
        _, order = await self.chat(whole(upstream.usage_block(12, 0), text=""))
        await self.check(order, "released", absorbed=cost_of(12, 0))
        await self.check_books()

    async def test_zero_is_a_count(self):
        await self.start()
        answer, order = await self.chat(whole(upstream.usage_block(0, 0)))
        self.assertIs(answer.json["usage"]["cost_details"]["estimated"], False)
        await self.check(order, "finalized")
        self.assertEqual(order["attempts"][0]["usage"]["source"], "reported")
        await self.check_books()

    async def test_what_nobody_counted_is_estimated_and_says_so(self):
        await self.start()
        answer, order = await self.chat(whole(None, text="x" * 40))
        self.assertIs(answer.json["usage"]["cost_details"]["estimated"], True)
        [attempt] = order["attempts"]
        self.assertEqual((attempt["usage"]["source"], attempt["usage"]["completion_tokens"]), ("estimated", 10))
        cost = cost_of(attempt["usage"]["prompt_tokens"], 10)
        await self.check(order, "finalized", charge=cost, cost=cost)
        await self.check_books()

    async def test_what_costs_more_than_was_held_is_absorbed(self):
        await self.start()
        _, order = await self.chat(whole(upstream.usage_block(12, LIMIT * 10)))
        hold, cost = nano(order["hold_usd"]), cost_of(12, LIMIT * 10)
        self.assertLess(hold, cost)
        await self.check(order, "finalized", charge=hold, cost=cost, absorbed=cost - hold)
        await self.check_books()

    async def test_a_client_that_leaves_pays_for_what_had_been_made(self):
        await self.start()
        self.upstream.behaviours[MODEL] = upstream.answer(["x" * 40] * 400, frame_pause=0.005)
        async with client.Connection(self.daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions",
                                   client.chat_body(MODEL, stream=True, max_tokens=4_000), client.bearer(self.key))
            async for _ in connection.pieces():
                if len(connection.answer.frames) > 5:
                    break
        order = await self.daemon.ended_order(connection.answer.headers["x-gotoai-order"])
        [attempt] = order["attempts"]
        self.assertEqual((order["reason"], attempt["payer"]), ("client_gone", "user"))
        made = attempt["usage"]["completion_tokens"]
        self.assertGreaterEqual(made, 40)
        self.assertLessEqual(made, 10 * (self.upstream.calls[-1].frames_sent + 1))
        cost = cost_of(attempt["usage"]["prompt_tokens"], made)
        await self.check(order, "finalized", charge=cost, cost=cost)
        await self.check_books()

    async def test_a_bill_that_comes_after_the_end_is_the_platforms_once(self):
        await self.start()
        _, order = await self.chat(refusing(500))
        late = {"order": order["id"], "provider": self.provider["id"], "attempt": len(order["attempts"]) + 1,
                "amount_usd": "0.5"}

        async def book(number):
            return await client.call(self.daemon.admin_port, "POST", "/admin/v1/late-costs", late, {
                **client.bearer(self.daemon.admin_token), "idempotency-key": f"late-{number}"})
        answers = await gather(20, book)
        self.assertLessEqual({answer.status for answer in answers}, {200, 201, 409}, [a.body for a in answers[:3]])
        await self.check(await self.daemon.order(order["id"]), "released", absorbed=nano("0.5"))
        await self.check_books()

    async def charge_of_a_call(self):
        _, order = await self.chat(upstream.answer(usage=upstream.usage_block(12, 5)))
        return order

    async def test_fees_are_a_share_an_amount_or_both(self):
        for number, (members, fee) in enumerate((
                ({"fee_basis_points": 1_000}, cost_of(12, 5) // 10),
                ({"fee_per_call_usd": "0.25"}, nano("0.25")),
                ({"fee_basis_points": 1_000, "fee_per_call_usd": "0.25"}, cost_of(12, 5) // 10 + nano("0.25")))):
            with self.subTest(members):
                if number == 0:
                    await self.start(**members)
                else:
                    await self.daemon.admin("PATCH", f"/accounts/{self.account['id']}", {
                        "fee_basis_points": None, "fee_per_call_usd": None, **members})
                order = await self.charge_of_a_call()
                await self.check(order, "finalized", charge=cost_of(12, 5) + fee, cost=cost_of(12, 5), fee=fee)
        await self.check_books()

    async def test_a_failed_call_costs_no_fee(self):
        await self.start(fee_per_call_usd="0.25", fee_basis_points=1_000)
        _, order = await self.chat(refusing(500))
        await self.check(order, "released")
        await self.check_books()

    async def test_fees_come_from_the_account_its_plan_or_the_configuration(self):
        await self.start(config='[fees]\npercent = "5"\nper_call_usd = "0.001"\n')
        cost = cost_of(12, 5)
        configured = cost // 20 + nano("0.001")
        await self.check(await self.charge_of_a_call(), "finalized", charge=cost + configured, cost=cost, fee=configured)

        plan = await self.daemon.admin("POST", "/plans", {"name": "team", "fee_basis_points": 2_000})
        path = f"/accounts/{self.account['id']}"
        await self.daemon.admin("PATCH", path, {"plan": plan["id"]})
        await self.check(await self.charge_of_a_call(), "finalized", charge=cost + cost // 5, cost=cost, fee=cost // 5)

        await self.daemon.admin("PATCH", f"/plans/{plan['id']}", {"fee_basis_points": 5_000})
        await self.check(await self.charge_of_a_call(), "finalized", charge=cost + cost // 2, cost=cost, fee=cost // 2)

        account = await self.daemon.admin("PATCH", path, {"fee_basis_points": 0})
        self.assertEqual(account["fee_source"], "account")
        await self.check(await self.charge_of_a_call(), "finalized", charge=cost, cost=cost)
        await self.check_books()

    async def test_an_order_keeps_the_price_and_the_fee_that_it_was_reserved_under(self):
        await self.start(fee_basis_points=1_000)
        self.upstream.behaviours[MODEL] = upstream.answer(["x "] * 5, usage=upstream.usage_block(12, 5), frame_pause=0.3)
        async with client.Connection(self.daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions", client.chat_body(MODEL, stream=True, max_tokens=LIMIT),
                                   client.bearer(self.key))
            endpoint = (await self.daemon.admin("GET", "/endpoints"))["data"][0]
            await self.daemon.admin("POST", "/prices", {"endpoint": endpoint["id"], "prompt_usd_per_1m": "9000",
                                                        "completion_usd_per_1m": "90000"})
            await self.daemon.admin("PATCH", f"/accounts/{self.account['id']}", {"fee_basis_points": 9_000})
            async for _ in connection.pieces():
                pass
        cost = cost_of(12, 5)
        order = await self.daemon.ended_order(connection.answer.headers["x-gotoai-order"])
        await self.check(order, "finalized", charge=cost + cost // 10, cost=cost, fee=cost // 10)
        self.assertEqual(order["attempts"][0]["price"], endpoint["price"]["id"])
        await self.check_books()

    async def test_long_prompts_cost_what_their_tier_says(self):
        await self.start()
        endpoint = (await self.daemon.admin("GET", "/endpoints"))["data"][0]
        price = await self.daemon.admin("POST", "/prices", {"endpoint": endpoint["id"], **PRICE, "tiers": [
            {"above_prompt_tokens": 100, "prompt_usd_per_1m": "2000", "completion_usd_per_1m": "15000",
             "cache_read_usd_per_1m": "200"}]})
        body = {"messages": [{"role": "user", "content": "x" * 400}]}
        for prompt, cached, cost in ((100, 0, cost_of(100, 5)), (101, 0, nano("0.277")), (101, 61, nano("0.1672"))):
            usage = upstream.usage_block(prompt, 5, prompt_tokens_details={"cached_tokens": cached})
            with self.subTest(prompt=prompt, cached=cached):
                _, order = await self.chat(whole(usage), **body)
                self.assertEqual(order["attempts"][0]["price"], price["id"])
                await self.check(order, "finalized", charge=cost, cost=cost)
        await self.check_books()

    async def test_a_later_price_takes_effect_by_itself(self):
        await self.start()
        endpoint = (await self.daemon.admin("GET", "/endpoints"))["data"][0]
        later = await self.daemon.admin("POST", "/prices", {
            "endpoint": endpoint["id"], "prompt_usd_per_1m": "2000", "completion_usd_per_1m": "20000",
            "valid_from": in_seconds(4), "valid_until": in_seconds(9)})
        order = await self.charge_of_a_call()
        await self.check(order, "finalized", charge=cost_of(12, 5), cost=cost_of(12, 5))

        async def in_force(price):
            now = (await self.daemon.admin("GET", f"/endpoints/{endpoint['id']}"))["price"]["id"]
            return now == price
        await eventually(lambda: in_force(later["id"]), seconds=30, what="the later price")
        order = await self.charge_of_a_call()
        await self.check(order, "finalized", charge=2 * cost_of(12, 5), cost=2 * cost_of(12, 5))
        await eventually(lambda: in_force(endpoint["price"]["id"]), seconds=30, what="the price before, again")
        order = await self.charge_of_a_call()
        await self.check(order, "finalized", charge=cost_of(12, 5), cost=cost_of(12, 5))
        await self.check_books()
