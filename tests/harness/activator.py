# SPDX-License-Identifier: GPL-3.0-or-later
"""A service manager in small: holds the listening sockets, starts gotoaid on them, hears what it notifies.

The sockets outlive every daemon, so that who connects between two of them waits in the queue.
"""

import fcntl
import os
import socket
import uuid

from harness.daemon import Daemon

FIRST_DESCRIPTOR = 3  # sd_listen_fds(3)


class Activator:
    def __init__(self, watchdog_seconds=None):
        self.sockets = {"gateway": listening(), "admin": listening()}
        self.port = self.sockets["gateway"].getsockname()[1]
        self.admin_port = self.sockets["admin"].getsockname()[1]
        self.watchdog_seconds = watchdog_seconds
        self._address = f"gotoai-test-{uuid.uuid4()}"
        self._notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._notified.bind("\0" + self._address)
        self._notified.setblocking(False)
        self.messages = []
        self.environment = {}  # of the daemon, besides

    def close(self):
        for held in (*self.sockets.values(), self._notified):
            held.close()

    def daemon(self, data_dir, *options, config=None):
        return ActivatedDaemon(self, data_dir, *options, config=config)

    def heard(self):
        """All that was notified so far: a list of dicts, one a datagram."""
        while True:
            try:
                text = self._notified.recv(4096).decode()
            except BlockingIOError:
                return self.messages
            self.messages.append(dict(line.split("=", 1) for line in text.split("\n")))

    def enter_child(self):
        """Between fork and exec: the sockets at their places and the environment that tells of them."""
        copies = [fcntl.fcntl(held.fileno(), fcntl.F_DUPFD, 100) for held in self.sockets.values()]
        for place, copy in enumerate(copies, FIRST_DESCRIPTOR):
            os.dup2(copy, place)
            os.close(copy)
        os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(copies)), LISTEN_FDNAMES=":".join(self.sockets),
                          NOTIFY_SOCKET="@" + self._address, **self.environment)
        if self.watchdog_seconds:
            os.environ.update(WATCHDOG_PID=str(os.getpid()), WATCHDOG_USEC=str(int(self.watchdog_seconds * 1e6)))


class ActivatedDaemon(Daemon):
    def __init__(self, activator, data_dir, *options, config=None):
        super().__init__(data_dir, *options, config=config)
        self.activator = activator

    async def spawn(self, log, **options):
        return await super().spawn(log, preexec_fn=self.activator.enter_child, close_fds=False, **options)


def listening():
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen(4096)
    return held
