# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries: prompts, answers, keys and secrets turn up in no file, log, list, metric or refusal, and in no crash.

What is looked at is taken from the admin API's own document and from the directory as it is, so that what is added later
is looked at too.
"""

import asyncio
import re
import secrets
import signal
import string
import uuid

from case import MODEL, DaemonCase
from harness import client, upstream
from harness.daemon import binary, eventually


def _words():
    """Unmistakable, and nothing that a filter for keys would mask."""
    return " ".join("".join(secrets.choice(string.ascii_lowercase) for _ in range(12)) for _ in range(3))


PROMPT = "canary prompt " + _words()
ANSWER = "canary answer " + _words()
PROVIDER_SECRET = "sk-canary-" + uuid.uuid4().hex
# Nothing in its shape says that it is a key.
PLAIN_SECRET = "correct.horse.battery"
PASSWORD = "canary password " + _words()
NEW_PASSWORD = "canary new password " + _words()
WRONG_PASSWORD = "canary wrong password " + _words()
HANDED_OVER = "first-run.json"  # its purpose is to hold the admin token
MASTER_KEY = "master.key"


async def _echo_everything(call):
    """A provider that repeats in its error what it was sent, as some do."""
    text = f"cannot use key {call.headers.get('authorization')} for {call.body.decode()}"
    call.whole(400, {"error": {"message": text, "type": "invalid_request_error", "param": text[-90:], "code": None}})


async def _echo_as_id(call):
    call.whole(200, {**upstream.completion(MODEL, ANSWER, upstream.usage_block()), "id": call.headers["authorization"]})


QUERIES = {"/admin/v1/kill-switches/preview": "?scope=global"}  # that a path cannot be read without


class SecrecyTest(DaemonCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.upstream.behaviours.update({
            MODEL: upstream.answer([ANSWER]),
            "echo": _echo_everything,
            "plain-echo": _echo_everything,
            "plain-id": _echo_as_id,
            "slow": upstream.answer([ANSWER] * 100, frame_pause=0.01),
        })
        self.daemon = await self.serve(config='[log]\nlevel = "debug"\nrequests = "all"\n')
        self.provider = await self.daemon.add_provider(self.upstream.base_url, secret=PROVIDER_SECRET)
        plain = await self.daemon.add_provider(self.upstream.base_url, name="plain", secret=PLAIN_SECRET)
        self.endpoint = [await self.daemon.add_endpoint(self.provider, model) for model in (MODEL, "echo", "slow")][0]
        for model in ("plain-echo", "plain-id"):
            await self.daemon.add_endpoint(plain, model)
        self.account = await self.daemon.add_account("1.00")
        created = await self.daemon.add_key(self.account)
        self.key_id, self.key = created["id"], created["secret"]
        self.document = await self.daemon.admin("GET", "/openapi.json")
        self.credentials = {}  # what people and scripts were handed, by what it is
        await self.use_access()

    async def test_nothing_secret_is_kept_or_told(self):
        streams = [asyncio.ensure_future(self.listen(path)) for path in self.get_paths("text/event-stream")]
        told = await self.use()
        await self.use_access()
        for number in range(2):  # the second leaves old envelopes behind in free pages
            await self.daemon.admin("POST", "/system/peppers", {}, idempotency_key=f"pepper-{number}")
            await self.daemon.admin("POST", "/system/master-keys", {}, idempotency_key=f"rotate-{number}")
        for path in self.get_paths("application/json", "text/plain"):
            answer = await self.look(path + QUERIES.get(path, ""))
            self.assertIn(answer.status, (200, 503), path)
            self.assert_clean(f"GET {path}", answer.body)
        for name, body in (await self.admin_refusals()).items():
            self.assert_clean(name, body)
        for stream in streams:
            stream.cancel()
        for path, heard in await asyncio.gather(*streams):
            self.assert_clean(f"stream {path}", heard)
        self.assert_clean_files("running")
        await self.check_backup()
        await self.daemon.stop()
        self.assert_clean_files("stopped")

        sent = {call.headers["authorization"] for call in self.upstream.calls}
        self.assertEqual(sent, {f"Bearer {PROVIDER_SECRET}", f"Bearer {PLAIN_SECRET}"})
        for name, body in told.items():
            for secret in (PROVIDER_SECRET, PLAIN_SECRET):
                self.assertNotIn(secret.encode(), body, f"{name} tells a provider's secret")

    async def test_a_crash_tells_nothing(self):
        for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL):
            with self.subTest(number.name):
                await self.use()
                self.daemon.process.send_signal(number)
                await self.daemon.process.wait()
                self.assert_clean_files(number.name)
                token = self.daemon.admin_token
                self.daemon = await self.serve()
                self.daemon.admin_token = token

    async def use(self):
        """Calls that end in every way; what each was told."""
        port = self.daemon.port
        gone_before = len(self.upstream.calls_for("slow"))
        chat = {name: await client.chat(port, self.key, client.chat_body(model, PROMPT, **members))
                for name, model, members in (("whole", MODEL, {}), ("stream", MODEL, {"stream": True}), ("echo", "echo", {}),
                                             ("plain-echo", "plain-echo", {}), ("plain-id", "plain-id", {}),
                                             ("refused", MODEL, {"n": PROMPT}), ("unknown", PROMPT, {}))}
        self.assertEqual([answer.status for answer in chat.values()], [200, 200, 400, 400, 200, 400, 404])
        for _ in range(2):  # kept, and told from what was kept
            kept = await client.chat(port, self.key, client.chat_body(MODEL, PROMPT, stream=True),
                                     {"idempotency-key": "canary"})
            self.assertEqual((kept.status, kept.text), (200, ANSWER))
        self.assertEqual(kept.headers.get("idempotency-replayed"), "true")
        async with client.Connection(port) as connection:
            await connection.begin("POST", "/v1/chat/completions", client.chat_body("slow", PROMPT, stream=True),
                                   client.bearer(self.key))
            async for _ in connection.pieces():
                break
        await eventually(lambda: self.upstream.calls_for("slow")[gone_before].gone_at, what="the cancellation")
        await client.chat(port, self.key[:-1] + "!", client.chat_body(MODEL, PROMPT))
        await client.call(port, "GET", f"/v1/models/{self.key}", None, client.bearer(self.daemon.admin_token))
        return {name: answer.body for name, answer in chat.items()}

    async def use_access(self):
        """People sign in, with right and wrong passwords, and are given tokens."""
        port, name = self.daemon.admin_port, uuid.uuid4().hex
        email = f"{name}@example.com"
        user = await self.daemon.admin("POST", "/users", {"email": email, "role": "viewer"}, idempotency_key=name)
        self.credentials[f"the invitation of {name}"] = user["invitation"]
        session = (await client.call(port, "POST", "/admin/v1/invitations/accept",
                                     {"invitation": user["invitation"], "password": PASSWORD})).json
        self.ended_session = self.credentials[f"the session of {name}"] = session["token"]
        for password, status in ((PASSWORD, 201), (WRONG_PASSWORD, 401)):
            answer = await client.call(port, "POST", "/admin/v1/sessions", {"email": email, "password": password})
            self.assertEqual(answer.status, status)
        self.assert_clean("a refused sign-in", answer.body)
        changed = await client.call(port, "PUT", "/admin/v1/sessions/current/password",
                                    {"current_password": PASSWORD, "password": NEW_PASSWORD}, client.bearer(session["token"]))
        self.assertEqual(changed.status, 200)
        self.credentials[f"the next session of {name}"] = changed.json["token"]
        made = await self.daemon.admin("POST", "/admin-tokens", {"role": "viewer"}, idempotency_key=name)
        self.credentials[f"the admin token of {name}"] = made["token"]
        self.user_id, self.token_id = user["id"], made["id"]

    async def admin_refusals(self):
        """What the admin API answers to secrets in the wrong places."""
        admin, bearer = self.daemon.admin_port, client.bearer(self.daemon.admin_token)
        provider = {"name": "x", "protocol": "openai", "base_url": "https://a.example", "secret": PROVIDER_SECRET + "\n"}
        calls = {
            "a key as token": await client.call(admin, "GET", "/admin/v1/keys", None, client.bearer(self.key)),
            "a garbled token": await client.call(admin, "GET", "/admin/v1/keys", None, client.bearer(self.daemon.admin_token + "0")),
            "a secret out of form": await client.call(admin, "POST", "/admin/v1/providers", provider, bearer),
            "a secret as field": await client.call(admin, "POST", "/admin/v1/accounts", {"name": 1, "x": PROVIDER_SECRET}, bearer),
            "a secret as name": await client.call(admin, "POST", "/admin/v1/providers", {**provider, "name": PROVIDER_SECRET}, bearer),
            "a secret as amount": await client.call(admin, "POST", "/admin/v1/topups", {
                "account": self.account["id"], "rail": "manual", "amount_usd": PROVIDER_SECRET}, {**bearer, "idempotency-key": "x"}),
            "a password as name": await client.call(admin, "POST", "/admin/v1/users", {
                "email": "eve@example.com", "role": PASSWORD, "password": PASSWORD}, bearer),
            "a password as field": await client.call(admin, "POST", "/admin/v1/users", {
                "email": "eve@example.com", "role": "viewer", "x": PASSWORD}, bearer),
            "a short password": await client.call(admin, "PATCH", f"/admin/v1/users/{self.user_id}", {
                "password": PASSWORD[:11]}, {**bearer, "if-match": "*"}),
            "a session token as filter": await client.call(
                admin, "GET", f"/admin/v1/sessions?user={self.ended_session}", None, bearer),
            "an ended session": await client.call(admin, "GET", "/admin/v1/sessions", None, client.bearer(self.ended_session)),
            "a secret for another address": await client.call(admin, "PATCH", f"/admin/v1/providers/{self.provider['id']}",
                                                              {"base_url": "https://b.example"}, {**bearer, "if-match": "*"}),
        }
        for name, answer in calls.items():
            self.assertIn(answer.status, (400, 401, 403), f"{name}: {answer.body}")
        calls |= await self.credentials_in_paths()
        return {name: answer.body for name, answer in calls.items()}

    async def credentials_in_paths(self):
        """Every write of the admin API, and some that it does not know, with a credential where the id belongs."""
        pasted = {"the key": self.key, "the admin token": self.daemon.admin_token, "a provider's secret": PROVIDER_SECRET,
                  "the plain secret": PLAIN_SECRET, **self.credentials}
        writes = [(method.upper(), path) for path, operations in self.document["paths"].items() for method in operations
                  if "{" in path and method not in ("get", "parameters")]
        self.assertGreater(len(writes), 10)
        writes += [("DELETE", "/admin/v1/{nothing}"), ("POST", "/{nothing}"), ("PUT", "/admin/v1/keys/{id}"),
                   ("PATCH", "/admin/v1/keys/{id}/more")]
        calls = {}
        for method, path in writes:
            for name, credential in pasted.items():
                fields = {**client.bearer(self.daemon.admin_token), "if-match": "*", "idempotency-key": uuid.uuid4().hex}
                answer = await client.call(self.daemon.admin_port, method, re.sub(r"\{\w+\}", credential, path), {},
                                           fields)
                self.assertIn(answer.status, (400, 404, 405), f"{method} {path}: {answer.body}")
                calls[f"{name} in {method} {path}"] = answer
        return calls

    def get_paths(self, *content_types):
        """Every GET of the admin listener that answers in one of these types, with ids that exist."""
        ids = {"/users/": self.user_id, "/admin-tokens/": self.token_id, "/keys/": self.key_id,
               "/accounts/": self.account["id"], "/wallets/": self.account["id"],
               "/providers/": self.provider["id"], "/endpoints/": self.endpoint["id"]}
        for path, operations in self.document["paths"].items():
            content = operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
            if not set(content).intersection(content_types):
                continue
            kind = next((kind for kind in ids if kind in path), None)
            if "{" not in path:
                yield path
            elif kind:
                yield path[:path.index("{")] + ids[kind]

    async def look(self, path):
        return await client.call(self.daemon.admin_port, "GET", path, None, client.bearer(self.daemon.admin_token))

    async def listen(self, path):
        """(path, everything that a stream says until it is cancelled)."""
        heard = b""
        try:
            async with client.Connection(self.daemon.admin_port) as connection:
                await connection.begin("GET", path, None, client.bearer(self.daemon.admin_token))
                async for piece in connection.pieces():
                    heard += piece
        except asyncio.CancelledError:
            pass
        return path, heard

    async def check_backup(self):
        copy = self.folder / "backup"
        process = await asyncio.create_subprocess_exec(str(binary()), "backup", str(copy), "--data-dir", str(self.daemon.data_dir),
                                                       stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        output, _ = await process.communicate()
        self.assertEqual(process.returncode, 0, output)
        self.assert_clean("what backup says", output)
        files = [path for path in (copy, *copy.rglob("*")) if path.is_file()]
        self.assertTrue(files)
        for path in files:
            self.assert_clean(f"backup {path.name}", path.read_bytes())

    def assert_clean_files(self, when):
        """The data directory as it is, and the log."""
        files = [path for path in self.daemon.data_dir.rglob("*") if path.is_file()]
        self.assertIn("ledger.db", [path.name for path in files])
        for path in files:
            self.assert_clean(f"{path.name} ({when})", path.read_bytes(), may_hold=path.name)
            self.assertEqual(path.stat().st_mode & 0o077, 0, f"{path.name} can be read by others")
        self.assert_clean(f"log ({when})", self.daemon.log().encode())

    def assert_clean(self, place, data, may_hold=None):
        forbidden = {"the prompt": PROMPT, "the answer": ANSWER, "the provider's secret": PROVIDER_SECRET,
                     "the plain secret": PLAIN_SECRET, "the key": self.key, "the password": PASSWORD,
                     "the new password": NEW_PASSWORD, "the wrong password": WRONG_PASSWORD, **self.credentials}
        if may_hold != HANDED_OVER:
            forbidden["the admin token"] = self.daemon.admin_token
        if may_hold not in (MASTER_KEY, MASTER_KEY + ".new"):
            for line in (self.daemon.data_dir / MASTER_KEY).read_text().splitlines():
                if not line.startswith("#"):
                    forbidden["the master key"] = line.split()[1]
                    self.assertNotIn(bytes.fromhex(line.split()[1]), data, f"{place} holds the master key")
        for name, secret in forbidden.items():
            self.assertNotIn(secret.encode(), data, f"{place} holds {name}")
