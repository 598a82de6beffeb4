# SPDX-License-Identifier: GPL-3.0-or-later
"""Storms of clients that leave, at any byte and in any way, by the dozen: the daemon lives, forgets them, and its books hold.

What a storm is for is found by the sanitizers: tests/run drives the ASan build through it, too.
"""

import asyncio
import json
import random

from case import MODEL, DaemonCase, rounds
from harness import client, upstream
from harness.daemon import eventually, verify
from harness.money import nano

DEPARTURES = 1_500
AT_ONCE = 48
WORDS = ["word "] * 60


def chat_request(key, body):
    data = json.dumps(body).encode()
    return (f"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(data)}\r\n\r\n").encode() + data


def chunked(key, body):
    data = json.dumps(body).encode()
    return (f"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {key}\r\n"
            f"content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n").encode() + b"".join(
                b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (data[:7], data[7:])) + b"0\r\n\r\n"


class Storm:
    """Departures, each drawn by chance."""

    def __init__(self, daemon, key, seed):
        self.daemon, self.key, self.chance = daemon, key, random.Random(seed)
        self.counts = {}

    def request(self):
        body = client.chat_body(MODEL, stream=self.chance.random() < 0.7)
        return self.chance.choice((chat_request, chunked))(self.key, body)

    async def leave_within_the_request(self, connection):
        request = self.request()
        await connection.send(request[:self.chance.randrange(len(request))])

    async def leave_before_the_answer(self, connection):
        await connection.send(self.request())

    async def leave_within_the_answer(self, connection):
        await connection.send(self.request())
        await connection.read_head()
        left = self.chance.randrange(40)
        async for _ in connection.pieces():
            left -= 1
            if left < 0:
                break

    async def leave_without_reading(self, connection):
        await connection.send(self.request())
        await asyncio.sleep(self.chance.random() * 0.1)

    async def leave_after_the_last_byte(self, connection):
        """Nothing more will come, and the answer is waited for: no reason to give up the order."""
        await connection.send(self.request())
        await connection.end_sending()
        await connection.read_head()
        async for _ in connection.pieces():
            pass

    async def leave_behind_pipelined_requests(self, connection):
        await connection.send(self.request() + self.request() + self.request())
        await connection.read_head()

    async def leave_the_admin_api(self, _):
        async with client.Connection(self.daemon.admin_port) as connection:
            path = self.chance.choice(("/events", "/orders?limit=500", "/wallets"))
            request = (f"GET /admin/v1{path} HTTP/1.1\r\nhost: localhost\r\n"
                       f"authorization: Bearer {self.daemon.admin_token}\r\n\r\n").encode()
            await connection.send(request[:self.chance.randrange(len(request) // 2, len(request) + 1)])
            await asyncio.sleep(self.chance.random() * 0.02)

    async def depart(self):
        way = self.chance.choice([name for name in dir(self) if name.startswith("leave_")])
        self.counts[way] = self.counts.get(way, 0) + 1
        try:
            async with client.Connection(self.daemon.port) as connection:
                await getattr(self, way)(connection)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the daemon was faster

    async def blow(self, departures):
        left = iter(range(departures))

        async def one_after_another():
            for _ in left:
                await self.depart()

        await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))


class StormTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.upstream.behaviours[MODEL] = upstream.answer(WORDS, frame_pause=0.001)

    async def test_a_storm_leaves_nothing_behind(self):
        daemon, account, key = await self.serve_customer("1000.00")
        storm = Storm(daemon, key, seed=20_261_130)
        departures = min(rounds(DEPARTURES), DEPARTURES)
        await storm.blow(departures)

        async def is_calm():
            figures = await daemon.metrics()
            return figures["gotoai_gateway_connections"] == "0" and nano((await daemon.wallet(account))["held_usd"]) == 0

        await eventually(is_calm, seconds=30, what="calm: no connection and no hold")
        orders = await daemon.everything("/orders", account=account["id"])
        self.assertLessEqual({order["state"] for order in orders}, {"finalized", "released"})
        self.assertEqual(sum(nano(order["charge_usd"]) for order in orders),
                         nano("1000.00") - nano((await daemon.wallet(account))["available_usd"]))
        self.assertTrue((await client.chat(daemon.port, key, client.chat_body(MODEL))).is_success)
        await daemon.stop()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
        if departures == DEPARTURES:
            self.assertEqual(len(storm.counts), 7, storm.counts)
            self.assertGreater(len(orders), DEPARTURES // 4)

    async def test_a_daemon_ends_well_in_a_storm(self):
        daemon, _, key = await self.serve_customer("1000.00")
        storm = asyncio.ensure_future(Storm(daemon, key, seed=7).blow(DEPARTURES))
        await eventually(lambda: len(self.upstream.calls) > 100, seconds=30, what="the storm's begin")
        self.assertEqual(await daemon.stop(), 0, daemon.log()[-4000:])
        storm.cancel()
        code, output = verify(daemon.data_dir)
        self.assertEqual(code, 0, output)
