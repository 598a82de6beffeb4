# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs unittest cases and ends with the line that every part of the suite ends with: N passed, N failed."""

import time
import traceback
import unittest
from pathlib import Path

TESTS = str(Path(__file__).resolve().parents[1])


def _story(error):
    """What failed, and where in our own code."""
    kind, value, trace = error
    frames = [frame for frame in traceback.extract_tb(trace) if frame.filename.startswith(TESTS)]
    places = [f"{Path(frame.filename).name}:{frame.lineno}: {frame.line}" for frame in frames]
    return "\n".join([*places, "".join(traceback.format_exception_only(kind, value))])


class _Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.passed = 0
        self.failed_names = set()
        self._began = 0.0

    def startTest(self, test):
        super().startTest(test)
        self._began = time.monotonic()

    def _tell(self, word, test, text=""):
        print(f"{word:<7} {test.id()} ({time.monotonic() - self._began:.1f} s)", flush=True)
        if text:
            print("        " + text.rstrip().replace("\n", "\n        "), flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        if test.id() not in self.failed_names:
            self.passed += 1
            self._tell("passed", test)

    def _fail(self, test, error):
        self.failed_names.add(test.id())
        self._tell("FAILED", test, _story(error))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._fail(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._fail(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.failed_names.add(test.id())
            self._tell("FAILED", subtest, _story(err))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._tell("skipped", test, reason)


def _cases(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from _cases(item)
        else:
            yield item


def run_modules(modules, name_filter=""):
    """Runs the cases whose id contains `name_filter`. Returns the exit code."""
    loader = unittest.TestLoader()
    chosen = unittest.TestSuite()
    for module in modules:
        for case in _cases(loader.loadTestsFromModule(module)):
            if name_filter in case.id():
                chosen.addTest(case)
    result = _Result()
    chosen.run(result)
    return conclude(result.passed, len(result.failed_names) if result.failed_names else len(result.errors))


def conclude(passed, failed):
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0
