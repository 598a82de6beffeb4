# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands between a client and the daemon, passes every byte on unchanged, and keeps what the daemon answered."""

import asyncio

from harness.client import Answer


class Recorder:
    def __init__(self, port):
        self._daemon_port = port
        self._connections = []  # bytes of each connection's answers
        self._server = None

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()

    async def _serve(self, client_reader, client_writer):
        try:
            daemon_reader, daemon_writer = await asyncio.open_connection("127.0.0.1", self._daemon_port)
        except OSError:
            client_writer.transport.abort()
            return
        record = bytearray()
        self._connections.append(record)
        upward = asyncio.ensure_future(_pump(client_reader, daemon_writer))
        downward = asyncio.ensure_future(_pump(daemon_reader, client_writer, record))
        # Whoever leaves first: the other side is to see it at once, but after all that was said before.
        await asyncio.wait([upward, downward], return_when=asyncio.FIRST_COMPLETED)
        for writer in (daemon_writer, client_writer):
            writer.close()
        await asyncio.gather(upward, downward, return_exceptions=True)

    def answers(self):
        """Every answer so far, cut ones too (their has_ended is false)."""
        return [answer for record in self._connections for answer in _split(bytes(record))]


async def _pump(reader, writer, record=None):
    try:
        while data := await reader.read(65536):
            if record is not None:
                record += data
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass


def _split(data):
    answers = []
    while b"\r\n\r\n" in data:
        head, data = data.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        answer = Answer(status=int(lines[0].split(" ")[1]))
        for line in lines[1:]:
            name, _, value = line.partition(":")
            answer.headers[name.lower()] = value.strip()
        if answer.headers.get("transfer-encoding", "").lower() == "chunked":
            data = _take_chunks(answer, data)
        else:
            length = int(answer.headers.get("content-length", "0"))
            answer.body, data = data[:length], data[length:]
            answer.has_ended = len(answer.body) == length
        answers.append(answer)
    return answers


def _take_chunks(answer, data):
    while b"\r\n" in data:
        size_text, rest = data.split(b"\r\n", 1)
        size = int(size_text.split(b";")[0], 16)
        if size == 0:
            answer.has_ended = True
            return rest[2:]
        answer.body += rest[:size]
        data = rest[size + 2:]
    return b""
