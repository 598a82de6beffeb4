# SPDX-License-Identifier: GPL-3.0-or-later
"""Shells complete what the program knows, and only that."""

import re
import subprocess
import unittest

import program

COMPLETIONS = program.PACKAGING / "completions"
# Completes the last of the words that it is given.
BASH = """
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _gotoaid
    printf '%s\\n' "${COMPREPLY[@]}"
"""
# zsh completes at a terminal only; stand-ins show what the script hands to the completion system.
ZSH = """
    _describe() { print -l -- ${(P)2%%:*} }
    _arguments() { print -l -- ${(M)@:#--*} }
    _files() { }
    script=$1; shift
    words=("$@"); CURRENT=$#
    _gotoaid() { source $script }
    _gotoaid
"""


def offered(*command):
    output = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL, timeout=20)
    return output.stdout.split("\n"), output.stderr


class CompletionsTest(unittest.TestCase):
    def bash(self, *words):
        lines, errors = offered("bash", "-c", BASH, "bash", COMPLETIONS / "gotoaid.bash", "gotoaid", *words)
        self.assertEqual(errors, "")
        return set(lines) - {""}

    def fish(self, *words):
        line = " ".join(["gotoaid", *words])
        lines, errors = offered("fish", "--no-config", "-c", f"source {COMPLETIONS / 'gotoaid.fish'}; complete -C '{line}'")
        self.assertEqual(errors, "")
        return {line.split("\t")[0] for line in lines} - {""}

    def zsh(self, *words):
        lines, errors = offered("zsh", "-f", "-c", ZSH, "zsh", COMPLETIONS / "gotoaid.zsh", "gotoaid", *words)
        self.assertEqual(errors, "")
        return {re.match(r"[\w-]*", line).group() for line in lines} - {""}

    def test_every_command_is_offered(self):
        known = set(program.commands())
        self.assertEqual(self.bash("") - {"--help", "--version"}, known)
        self.assertEqual(self.fish(""), known)
        self.assertEqual(self.zsh(""), known)

    def test_every_option_is_offered_where_it_is_taken(self):
        for command in program.commands():
            known = program.options_of(command)
            with self.subTest(command=command):
                self.assertEqual(self.bash(command, "--") - {"--help"}, known)
                self.assertEqual(self.fish(command, "--") - {"--help"}, known)
                self.assertEqual(self.zsh(command, "--") - {"--help"}, known)

    def test_levels_are_offered(self):
        levels = {"debug", "info", "warning", "error"}
        self.assertEqual(self.bash("serve", "--log-level", ""), levels)
        self.assertEqual(self.fish("serve", "--log-level", ""), levels)
