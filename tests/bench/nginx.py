# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx as the upstream that answers from memory, and as the plain proxy before it that sets the scale."""

import json
import socket
import subprocess
import time
from pathlib import Path

ANSWER = {
    "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "object": "chat.completion", "created": 1741569952,
    "model": "bench-model", "choices": [{"index": 0, "message": {
        "role": "assistant", "content": "Hello! How can I help you today? I can answer questions or write.",
        "refusal": None, "annotations": []}, "logprobs": None, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 30, "completion_tokens": 14, "total_tokens": 44,
              "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0}}}

CONFIG = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 16384;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    default_type application/json;
    keepalive_requests 1000000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {body}
}}
"""
UPSTREAM = """
    server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 200 '{answer}'; }} }}
"""
PROXY = """
    upstream provider {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{ proxy_pass http://provider; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering {buffering}; }}
    }}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process, seconds=20):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nothing listens on port {port}")


class Nginx:
    """One nginx of one worker, in the foreground, in a folder of its own."""

    def __init__(self, folder, upstream=None, is_buffered=True):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True)
        self.port = free_port()
        body = (UPSTREAM.format(port=self.port, answer=json.dumps(ANSWER, separators=(",", ":"))) if upstream is None
                else PROXY.format(port=self.port, upstream=upstream, buffering="on" if is_buffered else "off"))
        config = self.folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=self.folder, body=body), encoding="utf-8")
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-e", str(self.folder / "error.log"), "-p", str(self.folder),
                                         "-c", str(config)])
        wait_for_port(self.port, self.process)

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
