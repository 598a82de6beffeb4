# SPDX-License-Identifier: GPL-3.0-or-later
"""Every quantity that comes from outside, at its worst: refused by name or set aside, never credited, never wrapped."""

import json
import uuid

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import eventually
from harness.money import nano

# As they stand in a JSON text: numbers that are too large, too small or no count, and texts that only look like numbers.
COUNTS = ["-1", "2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808", "18446744073709551615",
          "18446744073709551616", "1e309", "-1e309", "1.5", "0.1", "NaN", "Infinity", '"1"', '"1e5"', '" 1"', '"+1"', '"\uff10"',
          "true", "[]", "{}", "1" + "0" * 400]
AMOUNTS = ['"-1"', '"2147483648.0000000001"', '"9223372036.854775808"', '"9223372036854775808"', '"18446744073709551616"', '"NaN"',
           '"Infinity"', '"1e309"', '"1e5"', '" 1"', '"1 "', '"+1"', '"\uff10"', '"0x10"', '"1,5"', '"1."', '".5"', '""', '"--1"',
           "1", "-1", "1e309", "1.5", "true", "[]", "{}", '"' + "9" * 400 + '"', '"0.' + "0" * 400 + '1"']

PRICE = {"prompt_usd_per_1m": "0.05", "completion_usd_per_1m": "0.40"}
PRICE_FIELDS = ["prompt_usd_per_1m", "completion_usd_per_1m", "cache_read_usd_per_1m", "cache_write_usd_per_1m",
                "reasoning_usd_per_1m", "audio_usd_per_1m", "image_usd", "request_usd"]
SIMULATOR_FIELDS = ["first_token_ms", "tokens_per_second", "completion_tokens", "errors_per_mille", "cuts_per_mille"]
COUNT_FIELDS = ["max_tokens", "max_completion_tokens", "n"]
# Usage as providers report it: where the count stands.
USAGE_FIELDS = [("prompt_tokens",), ("completion_tokens",), ("prompt_tokens_details", "cached_tokens"),
                ("prompt_tokens_details", "audio_tokens"), ("completion_tokens_details", "reasoning_tokens"),
                ("completion_tokens_details", "audio_tokens"), ("total_tokens",)]
# What no whole number is written as, or none that int64 holds.
UNREADABLE = [number for number in COUNTS if number not in ("-1", "2147483648", "9007199254740993", "9223372036854775807")]
MARK = "@number@"
FUNDS_NANO = 5_000_000_000


def placed(body, path, number):
    """The JSON text of `body` with the number at `path`, spelt as given. `name[0]` is the first of a list."""
    body = json.loads(json.dumps(body))
    place = body
    for name in path[:-1]:
        place = place[name[:-3]][0] if name.endswith("[0]") else place.setdefault(name, {})
    place[path[-1]] = MARK
    return json.dumps(body).replace(json.dumps(MARK), number).encode()


class HostileNumbersTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.daemon = await self.serve()
        self.provider = await self.daemon.add_provider(self.upstream.base_url)
        self.endpoint = await self.daemon.add_endpoint(self.provider, MODEL, context_tokens=4_000, max_output_tokens=1_000)
        self.account = await self.daemon.add_account("5.00")
        self.key = (await self.daemon.add_key(self.account))["secret"]
        self.plan = await self.daemon.admin("POST", "/plans", {"name": "team"})

    async def refuse(self, connection, method, path, body, field):
        """The admin API answers 400 and says which field it is about."""
        headers = {**client.bearer(self.daemon.admin_token), "content-type": "application/json",
                   "idempotency-key": str(uuid.uuid4()), "if-match": "*"}
        answer = await connection.request(method, "/admin/v1" + path, body, headers)
        with self.subTest(path=path, field=".".join(field), body=body[:200]):
            self.assertEqual(answer.status, 400, answer.body)
            self.assertIn(answer.json["code"], ("invalid_request", "invalid_json"), answer.body)
            if answer.json["code"] == "invalid_request":
                self.assertEqual(answer.json["param"], ".".join(field), answer.body)

    def admin_fields(self):
        """(method, path, body, path of the field, its hostile values) for every number and amount that can be written."""
        account, endpoint = f"/accounts/{self.account['id']}", f"/endpoints/{self.endpoint['id']}"
        simulator = {"name": "simulated", "protocol": "simulator", "simulator": {}}
        draft = {"provider": self.provider["id"], "model": "a/b", "upstream_model": "b", "context_tokens": 1_000,
                 "max_output_tokens": 100, "price": PRICE}
        for method, path, body in (("POST", "/accounts", {"name": "x"}), ("PATCH", account, {})):
            for field in ("credit_limit_usd", "fee_per_call_usd"):
                yield method, path, body, (field,), AMOUNTS
            yield method, path, body, ("fee_basis_points",), COUNTS
        budget = {"account": self.account["id"], "name": "x", "period": "day"}
        yield "POST", "/budgets", budget, ("limit_usd",), [*AMOUNTS, "null"]
        yield "POST", "/topups", {"account": self.account["id"], "rail": "manual"}, ("amount_usd",), [*AMOUNTS, '"0"', "null"]
        for field in PRICE_FIELDS:
            yield "POST", "/prices", {"endpoint": self.endpoint["id"], **PRICE}, (field,), AMOUNTS
            yield "POST", "/endpoints", draft, ("price", field), AMOUNTS
        for method, path, body in (("POST", "/endpoints", draft), ("PATCH", endpoint, {})):
            for field in ("context_tokens", "max_output_tokens", "image_tokens"):
                yield method, path, body, (field,), [*COUNTS, "null"]
            for field in ("connect_ms", "first_byte_ms", "idle_ms"):
                yield method, path, body, ("deadlines", field), [*COUNTS, "0", "null"]
        for method, path, body in (("POST", "/plans", {"name": "x"}), ("PATCH", "/plans/" + self.plan["id"], {})):
            yield method, path, body, ("fee_basis_points",), [*COUNTS, "null"]
            yield method, path, body, ("fee_per_call_usd",), [*AMOUNTS, "null"]
        tiered = {"endpoint": self.endpoint["id"], **PRICE}
        for field in PRICE_FIELDS:
            yield "POST", "/prices", {**tiered, "tiers": [{"above_prompt_tokens": 5, **PRICE}]}, ("tiers[0]", field), AMOUNTS
        yield "POST", "/prices", {**tiered, "tiers": [{**PRICE}]}, ("tiers[0]", "above_prompt_tokens"), UNREADABLE
        for field in ("valid_from", "valid_until"):
            yield "POST", "/prices", tiered, (field,), [*UNREADABLE, '"2026"', '"0000-00-00T00:00:00Z"']
        account = {"account": self.account["id"]}
        provider = {"provider": self.provider["id"]}
        for path, body in (("/chargebacks", account), ("/grants", account), ("/provider-credits", provider),
                           ("/payouts", provider), ("/late-costs", {**provider, "order": self.order}),
                           ("/refunds", {"order": self.order, "reason": "x"}),
                           ("/adjustments", {"debit": "suspense:reconcile:" + self.provider["id"], "credit": "revenue:fee",
                                             "reason": "x"})):
            yield "POST", path, body, ("amount_usd",), [*AMOUNTS, '"0"']
        for field in SIMULATOR_FIELDS:
            yield "POST", "/providers", simulator, ("simulator", field), COUNTS

    async def test_no_admin_field_takes_them(self):
        called = await client.chat(self.daemon.port, self.key, client.chat_body(MODEL))
        self.order = called.headers["x-gotoai-order"]
        await self.daemon.ended_order(self.order)
        funds = (await self.daemon.wallet(self.account))["available_usd"]
        before = {name: await self.daemon.everything(name) for name in ("/accounts", "/providers", "/endpoints", "/prices", "/topups", "/plans", "/bookings")}
        async with client.Connection(self.daemon.admin_port) as connection:
            for method, path, body, field, numbers in self.admin_fields():
                for number in numbers:
                    await self.refuse(connection, method, path, placed(body, field, number), field)
        for name, rows in before.items():
            self.assertEqual(await self.daemon.everything(name), rows, name)
        self.assertEqual((await self.daemon.wallet(self.account))["available_usd"], funds)

    async def test_no_request_field_takes_them(self):
        for field in COUNT_FIELDS:
            for number in [*COUNTS, "0"]:
                body = placed(client.chat_body(MODEL), (field,), number)
                with self.subTest(field=field, number=number[:30]):
                    answer = await client.chat(self.daemon.port, self.key, body)
                    self.assertEqual(answer.status, 400, answer.body)
                    self.assertIn(answer.error["code"], ("invalid_json", "invalid_value"), answer.body)
                    if answer.error["code"] == "invalid_value":
                        self.assertEqual(answer.error["param"], field, answer.body)
        self.assertEqual(self.upstream.calls, [])
        wallet = await self.daemon.wallet(self.account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["held_usd"])), (FUNDS_NANO, 0))

    async def test_numbers_that_are_not_ours_pass_as_they_came(self):
        text = '{"seed": 340282366920938463463374607431768211456, "x": [-1e400, 1.50, 0.1e-7, 18446744073709551616], "temperature": 0.250}'
        body = json.dumps(client.chat_body(MODEL))[:-1].encode() + b", " + text[1:].encode()
        answer = await client.chat(self.daemon.port, self.key, body)
        self.assertTrue(answer.is_success, answer)
        self.assertIn(text[1:-1].encode(), self.upstream.calls[-1].body)

    async def test_usage_that_is_no_count_is_never_believed(self):
        spent = 0
        for path in USAGE_FIELDS:
            for number in COUNTS:
                usage = placed(upstream.usage_block(prompt=12, completion=5), path, number)
                with self.subTest(path=".".join(path), number=number[:30]):
                    spent += await self.charge_for(usage, number)
        wallet = await self.daemon.wallet(self.account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["held_usd"])), (FUNDS_NANO - spent, 0))
        alerts = await eventually(self.absurd_alerts, what="the alert")
        self.assertEqual([each["subject"] for each in alerts], [self.endpoint["id"]])
        owed = sum(nano(order["provider_cost_usd"]) for order in await self.daemon.everything("/orders"))
        self.assertEqual(owed, spent)  # no fee: nobody is owed more than the estimates

    async def absurd_alerts(self):
        return [each for each in await self.daemon.everything("/alerts") if each["kind"] == "absurd_usage"]

    async def charge_for(self, usage, number):
        """What an answer with this usage (JSON text) costs: an estimate, or nothing where it is not even JSON."""
        whole = json.dumps(upstream.completion(MODEL, usage={MARK: 1})).replace(json.dumps({MARK: 1}), usage.decode())

        async def behave(call):
            call.whole(200, whole.encode())

        self.upstream.behaviours[MODEL] = behave
        answer = await client.chat(self.daemon.port, self.key, client.chat_body(MODEL, max_tokens=50))
        order = await self.daemon.ended_order(answer.headers["x-gotoai-order"])
        charge = nano(order["charge_usd"])
        self.assertGreaterEqual(charge, 0)
        self.assertLessEqual(charge, nano(order["hold_usd"]))
        if number in ("NaN", "Infinity"):
            self.assertEqual((answer.status, order["state"], charge), (502, "released", 0), answer.body)
        else:
            self.assertTrue(answer.is_success, answer)
            self.assertIs(answer.json["usage"]["cost_details"]["estimated"], True, answer.body)
            self.assertGreater(charge, 0)
        return charge
