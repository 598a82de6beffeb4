# SPDX-License-Identifier: GPL-3.0-or-later
"""Every part of the test suite in turn: what run starts once all packages are there.

Each part's output is kept in build/log and shown when the part fails. Unit tests run under ASan and UBSan, those of queues
between threads under TSan too; the daemon that the outer tests drive is the release build, but for storms of clients.
"""

import argparse
import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
LOGS = BUILD / "log"
CTEST_OUTPUT_BYTES = "10000000"
TAIL_LINES = 150
FAILURE_LINE = re.compile(r"\s*(FAIL!|FAILED:? |FAIL: |ERROR: |not ok|\d+ - \S+ \((Failed|Timeout|SEGFAULT|Subprocess aborted|Not Run)\))")
NAMED_FAILURES = 60
STORY_LINES = 12  # of what is indented below the name of a failure
TSAN_TESTS = (r"daemon_(storage_(writer|logsyncer|completionqueue|journal)|clearinghouse_sqliteledgerstore"
              r"|requestlog_requestlog|supply_health_circuitbreaker|telemetry_(durationhistogram|traceexporter))_test")
TSAN_OPTIONS = f"suppressions={ROOT}/tests/data/tsan.supp"
LONG_CRASH_ROUNDS = 1000
FUZZ_SECONDS = 60  # a target
LONG_FUZZ_SECONDS = 900
SIMULATED_OPERATIONS = 1_000_000
LONG_SIMULATED_OPERATIONS = 10_000_000


@dataclass
class Outcome:
    passed: int = 0
    failed: int = 0


class Suite:
    def __init__(self, name_filter, is_long):
        self.name_filter = name_filter
        self.is_long = is_long
        self.total = Outcome()
        self.failures = []  # lines that name what failed, to be found at the end of a long output

    def inner_filter(self, part, *further_names):
        """The filter to hand to a part: none if it names the part itself, None if it cannot match."""
        if any(self.name_filter in name for name in (part, *further_names)):
            return ""
        return self.name_filter

    def run(self, name, command, **environment):
        """Runs a command with its output in a log of that name. Returns (exit code, output)."""
        LOGS.mkdir(parents=True, exist_ok=True)
        path = LOGS / f"{name}.log"
        began = time.monotonic()
        with open(path, "wb") as log:
            code = subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False,
                                  stdin=subprocess.DEVNULL, env={**os.environ, **environment}).returncode
        output = path.read_text(encoding="utf-8", errors="replace")
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({time.monotonic() - began:.0f} s)", flush=True)
        if code != 0:
            print("\n".join(output.splitlines()[-TAIL_LINES:]), flush=True)
            self.failures += list(named_failures(name, output.splitlines())) or [name]
        return code, output

    def count(self, outcome):
        self.total.passed += outcome.passed
        self.total.failed += outcome.failed

    def fail(self):
        self.total.failed += 1
        return False

    def configure(self, preset):
        code, _ = self.run(f"configure-{preset}", ["cmake", "--preset", preset])
        return code == 0 or self.fail()

    def build(self, preset, targets):
        code, _ = self.run(f"build-{preset}", ["cmake", "--build", str(BUILD / preset), "--target", *targets])
        return code == 0 or self.fail()

    def test_programs(self, preset, pattern=""):
        """Names of the tree's test programs that fit the pattern and the filter."""
        listed = subprocess.run(["ninja", "-C", str(BUILD / preset), "-t", "targets", "all"], capture_output=True, text=True,
                                check=True).stdout
        programs = re.findall(r"^bin/(\w+_test):", listed, re.MULTILINE)
        wanted = self.inner_filter(preset).replace("/", "_")
        return [program for program in programs if re.search(pattern, program) and wanted in program]

    def unit_tests(self, preset, pattern=""):
        if not self.configure(preset):
            return
        programs = self.test_programs(preset, pattern)
        if not programs or not self.build(preset, programs):
            return
        report = LOGS / f"{preset}.xml"
        names = "|".join(program.replace("_", "[/_]") for program in programs)
        code, _ = self.run(preset, ["ctest", "--test-dir", str(BUILD / preset), "--tests-regex", f"^({names})$", "--parallel", "2",
                                    "--output-on-failure", "--output-junit", str(report),
                                    "--test-output-size-passed", CTEST_OUTPUT_BYTES,
                                    "--test-output-size-failed", CTEST_OUTPUT_BYTES], TSAN_OPTIONS=TSAN_OPTIONS)
        outcome = count_functions(report)
        if code != 0 and outcome.failed == 0:
            outcome.failed = 1
        self.count(outcome)

    def part(self, name, command):
        """A program of ours that ends with the line that this one ends with."""
        code, output = self.run(name, command)
        last = re.fullmatch(r"(\d+) passed, (\d+) failed", (output.splitlines() or [""])[-1])
        outcome = Outcome(int(last.group(1)), int(last.group(2))) if last else Outcome()
        if code != 0 and outcome.failed == 0:
            outcome.failed = 1
        self.count(outcome)

    def simulation(self):
        if self.inner_filter("simulation") == "" and self.configure("release") and self.build("release", ["ledger_simulation"]):
            operations = LONG_SIMULATED_OPERATIONS if self.is_long else SIMULATED_OPERATIONS
            self.part("simulation", [str(BUILD / "release/bin/ledger_simulation"), "--operations", str(operations)])

    def outer_tests(self):
        if not self.configure("release") or not self.build("release", ["gotoaid"]):
            return
        self.part("packaging", ["tests/packaging/run", self.inner_filter("packaging")])
        rounds = ["--rounds", str(LONG_CRASH_ROUNDS)] if self.is_long else []
        self.part("integration", ["tests/integration/run", self.inner_filter("integration"), *rounds])
        clients = ("clients", "node", "python", "curl")
        if self.inner_filter(*clients) == "":
            self.part("clients", ["tests/clients/run"])

    def storm(self):
        """Clients that leave by the dozen, under the sanitizers."""
        if self.inner_filter("storm") == "" and self.configure("asan") and self.build("asan", ["gotoaid"]):
            self.part("storm", ["tests/integration/run", "storm", "--daemon", str(BUILD / "asan/bin/gotoaid")])

    def fuzz(self):
        if self.inner_filter("fuzz") == "" and (self.configure("fuzz") and self.build("fuzz", ["fuzz"])):
            self.part("fuzz", ["tests/fuzz/run", str(LONG_FUZZ_SECONDS if self.is_long else FUZZ_SECONDS)])


def named_failures(part, lines):
    """Each failure's line, and the first of those that tell its story: deeper than it, just below."""
    for number, line in enumerate(lines):
        if not FAILURE_LINE.match(line):
            continue
        yield f"{part}: {line.strip()}"
        depth = len(line) - len(line.lstrip())
        for below in lines[number + 1:number + 1 + STORY_LINES]:
            if len(below) - len(below.lstrip()) <= depth:
                break
            yield f"    {below.strip()}"


def count_functions(report):
    """Test functions in ctest's report, by QtTest's own lines; a program that ended otherwise counts as one failure."""
    outcome = Outcome()
    if not report.exists():
        return outcome
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        output = case.findtext("system-out") or ""
        lines = [line for line in output.splitlines() if not re.search(r"::(initTestCase|cleanupTestCase)\(", line)]
        failed = sum(line.startswith("FAIL!") for line in lines)
        outcome.passed += sum(line.startswith("PASS ") for line in lines)
        outcome.failed += failed if failed or case.get("status") == "run" else 1
    return outcome


def main():
    parser = argparse.ArgumentParser(description="Runs every test.")
    parser.add_argument("name_filter", nargs="?", default="", help="only tests whose name holds this")
    parser.add_argument("--long", action="store_true", help=f"{LONG_CRASH_ROUNDS} crash rounds instead of 50, {LONG_FUZZ_SECONDS} s a fuzz target, {LONG_SIMULATED_OPERATIONS} simulated operations")
    parser.add_argument("--plain", action="store_true", help="unit tests in the release build alone, no sanitizers, no fuzzing: whether it builds and passes on another system")
    parser.add_argument("--package", action="store_true", help="the package's life in a bare root too (needs root and debootstrap)")
    options = parser.parse_args()
    suite = Suite(options.name_filter, options.long)
    suite.part("layering", ["tests/layering/check_test.py", suite.inner_filter("layering")])
    if suite.inner_filter("lint") == "":
        suite.part("lint", ["tests/lint/run"])
    if suite.inner_filter("lint", "translations") == "":
        suite.part("translations", ["tests/lint/translations"])
    if options.plain:
        suite.unit_tests("release")
    else:
        suite.unit_tests("asan")
        suite.unit_tests("tsan", TSAN_TESTS)
    suite.simulation()
    suite.outer_tests()
    if not options.plain:
        suite.storm()
        suite.fuzz()
    if options.package:
        suite.part("package", ["packaging/test-package"])
    if suite.failures:
        print("\n".join(["What failed:", *suite.failures[:NAMED_FAILURES]]))
    print(f"{suite.total.passed} passed, {suite.total.failed} failed")
    return 1 if suite.total.failed or not suite.total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
