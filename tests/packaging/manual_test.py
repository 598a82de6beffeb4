# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual pages name what there is, and only that."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import program

VERSION = "1.2.3"


def plain(roff):
    return roff.replace("\\-", "-").replace("\\(dq", '"')


def entries(page, section):
    """The tags of the .TP entries of a section."""
    body = re.search(rf"^\.SH {section}\n(.*?)(?=^\.SH |\Z)", page, re.MULTILINE | re.DOTALL).group(1)
    return [plain(tag) for tag in re.findall(r"^\.TP\n(?:\.BI|\.B) (\S+)", body, re.MULTILINE)]


class ManualTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        settings = Path(folder.name) / "settings"
        settings.write_text(program.run("print-config").stdout, encoding="utf-8")
        man = program.PACKAGING / "man"
        subprocess.run([man / "render", "--version", VERSION, "--settings", settings, man / "gotoaid.8", man / "gotoaid.toml.5",
                        folder.name], check=True)
        cls.files = [Path(folder.name) / name for name in ("gotoaid.8", "gotoaid.toml.5")]
        cls.command_page, cls.settings_page = [path.read_text(encoding="utf-8") for path in cls.files]

    def test_tells_every_command(self):
        self.assertEqual(sorted(entries(self.command_page, "COMMANDS")), sorted(program.commands()))
        synopsis = re.findall(r"^\.B gotoaid (\S+)", plain(self.command_page), re.MULTILINE)
        self.assertEqual(sorted(set(synopsis)), sorted(program.commands()))

    def test_tells_every_option(self):
        self.assertEqual(sorted(entries(self.command_page, "OPTIONS")), program.flags())

    def test_tells_every_setting(self):
        told = []
        for section, body in re.findall(r"^\.SS \[(\w+)\]\n(.*?)(?=^\.SS |^\.SH )", self.settings_page, re.MULTILINE | re.DOTALL):
            told += [f"{section}.{key}" for key in re.findall(r"^\.TP\n\.B (\S+)", body, re.MULTILINE)]
        self.assertEqual(sorted(told), sorted(program.settings()))
        for name in told:
            self.assertIn("GOTOAID_" + name.replace(".", "_").upper(), self.settings_page)

    def test_tells_the_exit_codes(self):
        codes = program.help_text().split("Exit codes: ")[1]
        self.assertEqual(entries(self.command_page, "EXIT STATUS"), re.findall(r"\d+", codes))

    def test_is_set_without_a_warning(self):
        for path, page in zip(self.files, (self.command_page, self.settings_page)):
            self.assertIn(VERSION, page)
            self.assertNotRegex(page, r"@[A-Z_]+@", "a placeholder")
            groff = subprocess.run(["groff", "-man", "-Tutf8", "-Kutf8", "-ww", "-z", path], capture_output=True, text=True, check=True)
            self.assertEqual(groff.stderr, "", path.name)
