# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider's bill against the books: one difference of every class, each found once and resolved."""

import datetime

from case import MODEL, DaemonCase
from harness import client
from harness import upstream as scripted
from harness.daemon import eventually, verify
from harness.money import nano

ORDERS = ("agrees", "price", "ghost", "tokens", "over", "duplicate", "absurd", "rounding")
COST = "0.0000026"  # 12 and 5 tokens
HEAD = "external_id,at,model,prompt_tokens,completion_tokens,cost_usd\n"


def stamp(time):
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")


class ReconciliationTest(DaemonCase):
    async def test_every_kind_of_difference_is_found_once_and_resolved(self):
        daemon, _, key = await self.serve_customer("10.00")
        names = iter(ORDERS)

        async def behave(call):
            answer = scripted.completion(MODEL, usage=scripted.usage_block())
            answer["id"] = next(names)
            call.whole(200, answer)

        self.upstream.behaviours[MODEL] = behave
        for _ in ORDERS:
            answer = await client.chat(daemon.port, key, client.chat_body(MODEL))
            self.assertTrue(answer.is_success, answer.body)
        provider = (await daemon.admin("GET", "/providers"))["data"][0]["id"]
        now = datetime.datetime.now(datetime.timezone.utc)
        begin, end = now - datetime.timedelta(days=1), now + datetime.timedelta(days=1)
        rows = [f"agrees,{stamp(now)},m,12,5,{COST}", f"price,{stamp(now)},m,12,5,0.00001", f"tokens,{stamp(now)},m,12,6,{COST}",
                f"over,{stamp(now)},m,12,5,900", f"duplicate,{stamp(now)},m,12,5,{COST}",
                f"duplicate,{stamp(now)},m,12,5,{COST}", f"absurd,{stamp(now)},m,-12,5,{COST}",
                f"rounding,{stamp(now)},m,12,5,2.7e-06", f"orphan,{stamp(now)},m,1,1,0.25",
                f"timing,{stamp(end - datetime.timedelta(minutes=1))},m,1,1,0.5"]
        statement = await self.import_rows(daemon, provider, rows)
        self.assertEqual(statement["rows"], len(rows))
        run = await self.reconcile(daemon, provider, statement, stamp(begin), stamp(end))
        self.assertEqual((run["state"], run["attempts"], run["rows"]), ("done", len(ORDERS), len(rows)), run)
        found = await daemon.everything(f"/reconciliations/{run['id']}/differences")
        self.assertEqual(sorted((row["class"], row["external_id"]) for row in found),
                         sorted((name, name) for name in (*ORDERS[1:], "orphan", "timing")))
        self.assertEqual({row["class"]: row["count"] for row in run["classes"]}, {row["class"]: 1 for row in found})

        async def kinds():
            return {row["kind"] for row in await daemon.everything("/alerts")}

        async def is_told():
            return "reconciliation_over" in await kinds()

        await eventually(is_told, what="the alert of a bill above its hold")
        self.assertNotIn("reconciliation_rounding", await kinds())
        await self.resolve_all(daemon, provider, found)
        left = (await daemon.admin("GET", f"/reconciliations/{run['id']}/differences?state=open"))["data"]
        self.assertEqual(left, [])
        await daemon.stop()
        self.assertEqual(verify(daemon.data_dir)[0], 0)

    async def import_rows(self, daemon, provider, rows):
        path = f"/admin/v1/reconciliations/import?provider={provider}&statement=november&format=generic_csv"
        for _ in range(2):  # the second time adds nothing
            answer = await client.call(daemon.admin_port, "POST", path, (HEAD + "\n".join(rows) + "\n").encode(),
                                       client.bearer(daemon.admin_token))
            self.assertEqual(answer.status, 201, answer.body)
        return answer.json

    async def reconcile(self, daemon, provider, statement, begin, end):
        body = {"provider": provider, "statement": statement["id"], "from": begin, "to": end}
        run = await daemon.admin("POST", "/reconciliations", body, expect=(202,))

        async def ended():
            latest = await daemon.admin("GET", f"/reconciliations/{run['id']}")
            return latest if latest["state"] != "running" else None

        return await eventually(ended, what="the end of the reconciliation")

    async def resolve_all(self, daemon, provider, found):
        apart = 0
        for row in found:
            how = "explained" if nano(row["apart_usd"]) == 0 or row["class"] in ("timing", "rounding") else "booked"
            body = {"how": how, "note": f"seen: {row['class']}"}
            for _ in range(2):  # the same again is answered the same
                done = await daemon.admin("POST", f"/differences/{row['id']}/resolution", body,
                                          idempotency_key=row["id"])
                self.assertEqual((done["state"], done["note"]), (how, body["note"]))
            apart += nano(row["apart_usd"]) if how == "booked" else 0
        bookings = [row for row in await daemon.everything("/bookings") if row["kind"] == "adjustment"]
        suspense = f"suspense:reconcile:{provider}"
        booked = sum(nano(row["amount_usd"]) * (1 if row["debit"] == suspense else -1) for row in bookings)
        self.assertEqual(booked, apart)
