# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says of itself: the commands, and the options that each takes."""

import re
import subprocess
from pathlib import Path

from harness.daemon import binary

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


def run(*arguments):
    return subprocess.run([binary(), *arguments], capture_output=True, text=True, check=False, timeout=20)


def help_text():
    return run("help").stdout


def commands():
    return re.findall(r"^  gotoaid ([a-z-]+)", help_text(), re.MULTILINE)


def flags():
    """Every option that the help names, but for --help itself."""
    return sorted(set(re.findall(r"(?<![\w-])--[a-z-]+", help_text())) - {"--help", "--version"})


def takes(command, flag):
    """Whether a command takes an option. Nothing is run: a word that no command takes follows."""
    for spelling in (flag + "=x", flag):
        if "--no-such-option" in run(command, spelling, "--no-such-option").stderr:
            return True
    return False


def options_of(command):
    return {flag for flag in flags() if takes(command, flag)}


def settings():
    """Names of all settings."""
    section = help_text().split("\nSettings", 1)[1]
    return re.findall(r"^  ([a-z_]+\.[a-z0-9_.]+) ", section, re.MULTILINE)
