# SPDX-License-Identifier: GPL-3.0-or-later
"""The units for systemd: hardened, and in step with the program that they start."""

import configparser
import re
import shutil
import subprocess
import unittest

from harness.daemon import ROOT, binary

UNITS = ROOT / "packaging" / "systemd"
MOST_EXPOSURE = 2.0


def read(name):
    parser = configparser.RawConfigParser(strict=False)  # keys may stand twice
    parser.optionxform = str
    parser.read(UNITS / name, encoding="utf-8")
    return parser


class UnitsTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze")
    def test_the_service_is_hardly_exposed(self):
        done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", str(UNITS / "gotoaid.service")],
                              capture_output=True, text=True, timeout=60, check=False)
        exposure = re.search(r"Overall exposure level for gotoaid\.service: ([0-9.]+)", done.stdout)
        self.assertIsNotNone(exposure, done.stdout + done.stderr)
        self.assertLessEqual(float(exposure.group(1)), MOST_EXPOSURE, done.stdout)

    def test_threads_may_step_back(self):
        is_allowed = False
        for line in (UNITS / "gotoaid.service").read_text().splitlines():
            if line.startswith("SystemCallFilter="):
                calls = line.split("=", 1)[1]
                if "setpriority" in calls.split():
                    is_allowed = True
                elif calls.startswith("~") and "@resources" in calls:
                    is_allowed = False  # what is said later counts
        self.assertTrue(is_allowed)

    def test_commands_are_those_of_the_program(self):
        service = read("gotoaid.service")["Service"]
        for key in ("ExecStart", "ExecReload"):
            words = service[key].split()
            self.assertEqual(words[0], "/usr/bin/gotoaid")
            # A configuration that is not there is bad; a command line that is not understood would be usage.
            done = subprocess.run([str(binary()), *words[1:-1], "/nonexistent/gotoaid.toml"], capture_output=True, text=True,
                                  timeout=20, check=False)
            self.assertEqual(done.returncode, 78, done.stderr)

    def test_sockets_are_called_as_the_program_expects(self):
        service = read("gotoaid.service")["Service"]
        for unit, name in (("gotoaid.socket", "gateway"), ("gotoaid-admin.socket", "admin")):
            socket = read(unit)["Socket"]
            self.assertEqual(socket["FileDescriptorName"], name)
            self.assertEqual(socket["Service"], "gotoaid.service")
            self.assertTrue(socket["ListenStream"].startswith("127.0.0.1:"))
            self.assertIn(unit, service["Sockets"].split())

    def test_hopeless_starts_are_not_repeated(self):
        service = read("gotoaid.service")["Service"]
        self.assertEqual(set(service["RestartPreventExitStatus"].split()), {"2", "78"})
        self.assertEqual(service["Type"], "notify")
        self.assertEqual(service["LimitCORE"], "0")
