# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries: prompts, answers, keys and provider secrets turn up in no log, no database file and no refusal."""

import uuid

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import eventually

PROMPT = "canary-prompt-" + uuid.uuid4().hex
ANSWER = "canary-answer-" + uuid.uuid4().hex
PROVIDER_SECRET = "sk-canary-" + uuid.uuid4().hex


async def _echo_everything(call):
    """A provider that repeats in its error what it was sent, as some do."""
    text = f"cannot use key {call.headers.get('authorization')} for {call.body.decode()}"
    call.whole(400, {"error": {"message": text, "type": "invalid_request_error", "param": None, "code": None}})


class SecrecyTest(DaemonCase):
    async def test_nothing_secret_is_kept_or_told(self):
        self.upstream.behaviours.update({
            MODEL: upstream.answer([ANSWER]),
            "echo": _echo_everything,
            "slow": upstream.answer([ANSWER] * 100, frame_pause=0.01),
        })
        daemon = await self.serve(config='[log]\nlevel = "debug"\nrequests = "all"\n')
        provider = await daemon.add_provider(self.upstream.base_url, secret=PROVIDER_SECRET)
        for model in (MODEL, "echo", "slow"):
            await daemon.add_endpoint(provider, model)
        account = await daemon.add_account("1.00")
        created = await daemon.add_key(account)
        key = created["secret"]

        told = await self.use(daemon, key)
        for path in ("/providers", f"/providers/{provider['id']}", "/keys", f"/keys/{created['id']}", "/orders", "/transfers"):
            answer = await client.call(daemon.admin_port, "GET", "/admin/v1" + path, None, client.bearer(daemon.admin_token))
            self.assertEqual(answer.status, 200, path)
            self.assert_clean(f"GET {path}", answer.body, key, daemon.admin_token)
        answer = await client.call(daemon.admin_port, "GET", "/metrics")
        self.assert_clean("metrics", answer.body, key, daemon.admin_token)
        await daemon.stop()

        self.assertEqual(self.upstream.calls[0].headers["authorization"], f"Bearer {PROVIDER_SECRET}")
        self.assert_clean("log", daemon.log().encode(), key, daemon.admin_token)
        files = [path for path in daemon.data_dir.rglob("*") if path.is_file()]
        self.assertIn("ledger.db", [path.name for path in files])
        for path in files:
            # The one file whose purpose is to hand over the token.
            secrets = (key,) if path.name == "first-run.json" else (key, daemon.admin_token)
            self.assert_clean(path.name, path.read_bytes(), *secrets)
            self.assertEqual(path.stat().st_mode & 0o077, 0, f"{path.name} can be read by others")
        for name, body in told.items():
            self.assertNotIn(PROVIDER_SECRET.encode(), body, f"{name} tells the provider's secret")

    async def use(self, daemon, key):
        """Calls that end in every way; what each was told."""
        chat = {name: await client.chat(daemon.port, key, client.chat_body(model, PROMPT, **members))
                for name, model, members in (("whole", MODEL, {}), ("stream", MODEL, {"stream": True}), ("echo", "echo", {}),
                                             ("refused", MODEL, {"n": PROMPT}))}
        self.assertEqual([answer.status for answer in chat.values()][:2], [200, 200])
        async with client.Connection(daemon.port) as connection:
            await connection.begin("POST", "/v1/chat/completions", client.chat_body("slow", PROMPT, stream=True),
                                   client.bearer(key))
            async for _ in connection.pieces():
                break
        await eventually(lambda: self.upstream.calls_for("slow")[0].gone_at, what="the cancellation")
        await client.chat(daemon.port, key[:-1] + "!", client.chat_body(MODEL, PROMPT))
        return {name: answer.body for name, answer in chat.items()}

    def assert_clean(self, place, data, *secrets):
        for name, canary in (("the prompt", PROMPT), ("the answer", ANSWER), ("the provider's secret", PROVIDER_SECRET),
                             *(("a key", secret) for secret in secrets)):
            self.assertNotIn(canary.encode(), data, f"{place} holds {name}")
