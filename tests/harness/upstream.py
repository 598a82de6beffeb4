# SPDX-License-Identifier: GPL-3.0-or-later
"""A provider that does what a test tells it to: OpenAI-shaped, on the running event loop, each model id a behaviour.

`upstream.behaviours["cut"] = async def behave(call)`: the behaviour writes the answer; when it returns, the answer is over
and the connection is kept. What arrived stands in `upstream.calls`, with the moment at which the caller hung up.
"""

import asyncio
import json
import time


class Call:
    """One request as it arrived, and the ways to answer it."""

    def __init__(self, connection, method, path, headers, body):
        self._connection = connection
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.at = time.monotonic()
        self.gone_at = None       # when the caller closed before the answer was over
        self.is_over = False
        self.frames_sent = 0
        self.gone = asyncio.Event()
        try:
            self.json = json.loads(body) if body else {}
        except ValueError:
            self.json = {}

    @property
    def model(self):
        return self.json.get("model", "")

    def send(self, data):
        self._connection.transport.write(data)

    def whole(self, status, body, content_type="application/json", headers=None):
        """An answer of known length."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        extra = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self.send((f"HTTP/1.1 {status} Status\r\ncontent-type: {content_type}\r\n"
                   f"content-length: {len(data)}\r\n{extra}\r\n").encode() + data)

    def begin_stream(self, content_type="text/event-stream"):
        self.send(f"HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n".encode())

    def piece(self, data):
        """Bytes of a streamed answer, as one chunk."""
        self.send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def frame(self, value):
        """One server-sent event holding JSON (or the text as it is)."""
        text = value if isinstance(value, str) else json.dumps(value)
        self.frames_sent += 1
        self.piece(f"data: {text}\n\n".encode())

    def end_stream(self):
        self.send(b"0\r\n\r\n")

    def close(self):
        """Ends the connection in order, wherever the answer stands."""
        self._connection.transport.close()

    def reset(self):
        """Breaks the connection by a TCP reset."""
        self._connection.transport.abort()


class _Connection(asyncio.Protocol):
    def __init__(self, upstream):
        self.upstream = upstream
        self.transport = None
        self.buffer = b""
        self.running = None

    def connection_made(self, transport):
        self.transport = transport
        self.upstream.open_connections.add(self)
        self.upstream.connections_made += 1

    def connection_lost(self, error):
        self.upstream.open_connections.discard(self)
        self._caller_left()

    def eof_received(self):
        self._caller_left()
        return False

    def _caller_left(self):
        call = self.running
        if call is not None and not call.is_over and call.gone_at is None:
            call.gone_at = time.monotonic()
            call.gone.set()

    def data_received(self, data):
        self.buffer += data
        self._next()

    def _next(self):
        if self.running is not None or b"\r\n\r\n" not in self.buffer:
            return
        head, rest = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if headers.get("expect", "").lower() == "100-continue" and not rest:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body, rest = _unchunk(rest)
            if body is None:
                return
        else:
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return
            body, rest = rest[:length], rest[length:]
        self.buffer = rest
        self.running = Call(self, method, path, headers, body)
        self.upstream.calls.append(self.running)
        self.upstream.start(self)


def _unchunk(data):
    """(body, rest), or (None, data) while incomplete. Without trailers."""
    body, place = b"", 0
    while True:
        line_end = data.find(b"\r\n", place)
        if line_end < 0:
            return None, data
        size = int(data[place:line_end].split(b";")[0], 16)
        place = line_end + 2
        if len(data) < place + size + 2:
            return None, data
        if size == 0:
            return body, data[place + 2:]
        body += data[place:place + size]
        place += size + 2


class Upstream:
    """Started and stopped by `async with`; `base_url` is what a provider's base_url becomes. `tls`: an SSLContext."""

    def __init__(self, tls=None):
        self.tls = tls
        self.behaviours = {}
        self.calls = []
        self.open_connections = set()
        self.connections_made = 0
        self._tasks = set()
        self._server = None

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0, backlog=2048, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        self.base_url = f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/v1"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for connection in list(self.open_connections):
            connection.transport.abort()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def start(self, connection):
        task = asyncio.ensure_future(self._run(connection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, connection):
        call = connection.running
        behave = self.behaviours.get(call.model, answer())
        await behave(call)
        call.is_over = True
        connection.running = None
        if not connection.transport.is_closing():
            connection._next()

    def calls_for(self, model):
        return [call for call in self.calls if call.model == model]


def usage_block(prompt=12, completion=5, **details):
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion, **details}


def completion(model, text="Hello there, friend.", usage=None):
    body = {"id": "chatcmpl-up1", "object": "chat.completion", "created": 1_700_000_000, "model": model,
            "choices": [{"index": 0, "finish_reason": "stop", "logprobs": None,
                         "message": {"role": "assistant", "content": text, "refusal": None}}]}
    if usage is not None:
        body["usage"] = usage
    return body


def chunk(model, delta, finish_reason=None, usage=None):
    body = {"id": "chatcmpl-up1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model,
            "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}]}
    if usage is not None:
        body["usage"] = usage
    return body


def usage_chunk(model, usage):
    return {"id": "chatcmpl-up1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model,
            "choices": [], "usage": usage}


WORDS = ["Hello", " there", ",", " friend", "."]


def answer(words=WORDS, usage=None, frame_pause=0.0, first_pause=0.0, reports_usage=True):
    """A well-behaved provider: whole or streamed as asked, usage when asked for."""

    async def behave(call):
        counts = usage or usage_block(completion=len(words))
        if first_pause:
            await asyncio.sleep(first_pause)
        if not call.json.get("stream"):
            call.whole(200, completion(call.model, "".join(words), counts if reports_usage else None))
            return
        call.begin_stream()
        call.frame(chunk(call.model, {"role": "assistant", "content": "", "refusal": None}))
        for word in words:
            if frame_pause:
                await asyncio.sleep(frame_pause)
            if call.gone_at is not None:
                return
            call.frame(chunk(call.model, {"content": word}))
        call.frame(chunk(call.model, {}, "stop"))
        if reports_usage and call.json.get("stream_options", {}).get("include_usage"):
            call.frame(usage_chunk(call.model, counts))
        call.frame("[DONE]")
        call.end_stream()

    return behave
