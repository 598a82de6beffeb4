# SPDX-License-Identifier: GPL-3.0-or-later
"""`serve --demo-day`: a day of traffic that was really placed and settled, and that goes on."""

import datetime
import subprocess
import unittest

from case import DaemonCase
from harness.daemon import binary, eventually
from harness.money import nano


class DemoDayTest(DaemonCase):
    async def test_a_day_of_orders_lies_behind_it(self):
        daemon = await self.serve("--demo-day")
        self.assertTrue((await daemon.admin("GET", "/system"))["demo"])
        now = datetime.datetime.now(datetime.timezone.utc)
        begin = (now - datetime.timedelta(hours=25)).strftime("%Y-%m-%dT%H:%M:%SZ")

        async def look():
            report = await daemon.admin("GET", f"/usage?step=hour&from={begin}&group_by=model&limit=20")
            return report if report["total"]["requests"] > 3000 else None

        report = await eventually(look, what="a day's requests in the usage")
        self.assertEqual({group["name"].split(":")[0] for group in report["groups"]},
                         {"atlas/large", "atlas/mini", "quill/code", "mica/open-70b", "lumen/vision"})
        hours = [sum(group["points"][hour]["figures"]["requests"] for group in report["groups"])
                 for hour in range(len(report["groups"][0]["points"]))]
        self.assertGreater(sum(count > 0 for count in hours), 22)
        self.assertGreater(max(hours), 2 * min(count for count in hours[1:-1]))

        orders = await daemon.everything("/orders")
        states = {state: sum(order["state"] == state for order in orders) for state in ("finalized", "released", "rejected")}
        self.assertGreater(states["finalized"], 3000)
        self.assertGreater(states["rejected"], 3, "nobody was refused")
        self.assertTrue(any(len(order["attempts"]) > 1 for order in orders), "nothing fell back")
        times = [order["created_at"] for order in orders]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertLess(datetime.datetime.fromisoformat(times[-1].replace("Z", "+00:00")), now - datetime.timedelta(hours=23))
        for order in orders:
            if order["state"] == "finalized":
                self.assertEqual(nano(order["charge_usd"]), nano(order["provider_cost_usd"]) + nano(order["platform_fee_usd"]))
        topups = await daemon.everything("/topups")
        self.assertEqual({topup["rail"] for topup in topups}, {"demo"})

    async def test_it_goes_on_and_its_books_stand(self):
        daemon = await self.serve("--demo-day=600")
        newest = (await daemon.admin("GET", "/orders?limit=1"))["data"][0]["number"]

        async def look():
            return (await daemon.admin("GET", "/orders?limit=1"))["data"][0]["number"] > newest

        await eventually(look, seconds=60, what="a live order")
        self.assertEqual(await daemon.stop(), 0)
        verified = subprocess.run([str(binary()), "verify", "--data-dir", str(daemon.data_dir)], capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        key = daemon.ready["api_key"]
        again = await self.serve("--demo-day=600")
        self.assertEqual(again.ready["api_key"], key)
        self.assertGreater(len((await again.admin("GET", "/orders?limit=500"))["data"]), 400)

    async def test_a_directory_in_earnest_use_is_left_alone(self):
        daemon = await self.serve()
        await daemon.add_account("1.00")
        await daemon.stop()
        refused = self.make("--demo-day")
        with self.assertRaises(AssertionError):
            await refused.start()
        self.assertIn("is in use without --demo", refused.log())


if __name__ == "__main__":
    unittest.main()
