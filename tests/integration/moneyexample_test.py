# SPDX-License-Identifier: GPL-3.0-or-later
"""The worked example of a call's money, from the request's bytes to the ledger's lines, to the last digit."""

import json

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.money import nano

PROMPT_BYTES = 2_000
USAGE = upstream.usage_block(prompt=30, completion=14)


def body_of_exactly(size, **members):
    body = json.dumps(client.chat_body(MODEL, "", **members)).encode()
    return body.replace(b'"content": ""', b'"content": "' + b"x" * (size - len(body)) + b'"')


class MoneyExampleTest(DaemonCase):
    async def check(self, **members):
        self.upstream.behaviours[MODEL] = upstream.answer(usage=USAGE)
        daemon, account, key = await self.serve_customer("1.00")
        body = body_of_exactly(PROMPT_BYTES, max_tokens=2_000, **members)
        self.assertEqual(len(body), PROMPT_BYTES)
        answer = await client.chat(daemon.port, key, body)
        self.assertTrue(answer.is_success, answer)

        # The end of the answer came after the commit: everything can be read at once.
        order_id = answer.headers["x-gotoai-order"]
        order = await daemon.order(order_id)
        self.assertEqual(order["state"], "finalized")
        self.assertEqual((nano(order["hold_usd"]), nano(order["charge_usd"])), (900_000, 7_100))
        transfers = (await daemon.admin("GET", f"/transfers?order={order_id}"))["data"]
        self.assertEqual({transfer["kind"]: transfer["amount_usd"] for transfer in transfers},
                         {"reserve": "0.0009", "cost": "0.0000071", "release": "0.0008929"})
        self.assertEqual(len(transfers), 3)
        wallet = await daemon.wallet(account)
        self.assertEqual((nano(wallet["available_usd"]), nano(wallet["held_usd"])), (1_000_000_000 - 7_100, 0))
        return answer

    async def test_a_whole_answer_comes_out_to_the_last_digit(self):
        answer = await self.check()
        self.assertEqual(answer.json["usage"]["cost"], "0.0000071")
        self.assertEqual(answer.headers["x-gotoai-charge-usd"], "0.0000071")

    async def test_a_streamed_answer_comes_out_to_the_last_digit(self):
        answer = await self.check(stream=True, stream_options={"include_usage": True})
        self.assertEqual(json.loads(answer.frames[-2])["usage"]["cost"], "0.0000071")
