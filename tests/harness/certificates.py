# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority made on the spot by the openssl program, so that no key lies in the tree."""

import ssl
import subprocess
from pathlib import Path

NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
NAMES = "DNS:localhost,IP:127.0.0.1"


class Authority:
    """`folder` exists and is this authority's own."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.certificate = self.folder / "ca.pem"
        self._request("ca", "/CN=Test authority", "-days", "90", "-addext", "basicConstraints=critical,CA:TRUE",
                      "-addext", "keyUsage=critical,keyCertSign")

    def issue(self, name, names=NAMES, days=2):
        """(certificate file, key file) of a server; made anew when the name is used again."""
        self._request(name, "/CN=server", "-days", str(days), "-CA", str(self.certificate), "-CAkey", str(self.folder / "ca.key"),
                      "-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE")
        return self.folder / f"{name}.pem", self.folder / f"{name}.key"

    def client_context(self):
        """For clients that trust this authority and nobody else."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def server_context(self, name, names=NAMES):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.issue(name, names))
        return context

    def _request(self, name, subject, *options):
        key = self.folder / f"{name}.key"
        subprocess.run(["openssl", "req", "-x509", *NEW_KEY, "-subj", subject, "-keyout", str(key),
                        "-out", str(self.folder / f"{name}.pem"), *options], check=True, capture_output=True)
        key.chmod(0o600)
