# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTP/1.1 client that hides nothing: what arrived, whether the answer ended as its framing promised, frame by frame."""

import asyncio
import json
from dataclasses import dataclass, field


@dataclass
class Answer:
    status: int = 0  # 0: the connection broke before a head arrived
    headers: dict = field(default_factory=dict)  # lower-case names; the last of a name counts
    body: bytes = b""
    has_ended: bool = False  # complete by content-length or chunked framing

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def frames(self):
        """The data of each server-sent event that is complete."""
        return [event[len(b"data: "):].decode() for event in self.body.split(b"\n\n")[:-1] if event.startswith(b"data: ")]

    @property
    def text(self):
        """The answer's text, streamed or not."""
        if not self.headers.get("content-type", "").startswith("text/event-stream"):
            return self.json["choices"][0]["message"]["content"]
        values = [json.loads(frame) for frame in self.frames if frame != "[DONE]"]
        return "".join(choice["delta"].get("content") or "" for value in values for choice in value.get("choices", ()))

    @property
    def error(self):
        """The error object of an error body or of an in-band error frame; None if there is none."""
        if self.headers.get("content-type", "").startswith("text/event-stream"):
            for frame in self.frames:
                if frame != "[DONE]" and "error" in json.loads(frame):
                    return json.loads(frame)["error"]
            return None
        return self.json.get("error")

    @property
    def is_success(self):
        """An answer that an application would take as complete."""
        if self.status != 200 or not self.has_ended or self.error:
            return False
        is_stream = self.headers.get("content-type", "").startswith("text/event-stream")
        return self.frames[-1:] == ["[DONE]"] if is_stream else True


class Connection:
    """One connection, one request at a time, kept open between them. `tls`: an SSLContext."""

    def __init__(self, port, tls=None):
        self.port = port
        self.tls = tls
        self._reader = self._writer = None
        self.answer = None

    async def __aenter__(self):
        self._reader, self._writer = await asyncio.open_connection(
            "127.0.0.1", self.port, limit=1 << 26, ssl=self.tls, server_hostname="localhost" if self.tls else None)
        return self

    async def __aexit__(self, *_):
        self.abort()

    def abort(self):
        """Goes away at once."""
        if self._writer is not None:
            self._writer.transport.abort()

    async def send(self, data):
        self._writer.write(data)
        await self._writer.drain()

    async def end_sending(self):
        """Closes this direction only."""
        self._writer.write_eof()

    async def request(self, method, path, body=None, headers=None):
        """Sends a request and reads the whole answer."""
        await self.begin(method, path, body, headers)
        async for _ in self.pieces():
            pass
        return self.answer

    async def begin(self, method, path, body=None, headers=None):
        """Sends a request and reads the answer's head."""
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.port}"]
        if body is not None:
            lines += ["content-type: application/json", f"content-length: {len(data)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        try:
            await self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        except ConnectionError:
            pass  # a refusal may have been sent before all of the body was read
        return await self.read_head()

    async def read_head(self):
        self.answer = Answer()
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            return self.answer
        lines = head.decode("latin-1").split("\r\n")
        self.answer.status = int(lines[0].split(" ")[1])
        for line in lines[1:]:
            name, _, value = line.partition(":")
            if name:
                self.answer.headers[name.lower()] = value.strip()
        return self.answer

    async def pieces(self):
        """The body as it arrives; sets `answer.body` and `answer.has_ended`."""
        answer = self.answer
        if answer.status == 0:
            return
        try:
            if answer.headers.get("transfer-encoding", "").lower() == "chunked":
                while True:
                    size = int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16)
                    data = (await self._reader.readexactly(size + 2))[:-2]
                    if size == 0:
                        answer.has_ended = True
                        return
                    answer.body += data
                    yield data
            else:
                answer.body = await self._reader.readexactly(int(answer.headers.get("content-length", "0")))
                answer.has_ended = True
                yield answer.body
        except asyncio.IncompleteReadError as error:
            answer.body += error.partial
        except ConnectionError:
            pass


def bearer(key):
    return {"authorization": f"Bearer {key}"}


async def call(port, method, path, body=None, headers=None, tls=None):
    """One request on a connection of its own; status 0 if it could not even be opened."""
    try:
        async with Connection(port, tls) as connection:
            return await connection.request(method, path, body, headers)
    except OSError:
        return Answer()


def chat_body(model, text="Say hello.", **members):
    return {"model": model, "messages": [{"role": "user", "content": text}], **members}


async def chat(port, key, body, headers=None, tls=None):
    return await call(port, "POST", "/v1/chat/completions", body, {**bearer(key), **(headers or {})}, tls)
