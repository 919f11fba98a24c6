"""Runs the tests of this folder, or those modules that are named, and counts: `N passed, N failed`."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

from support import BINDING, sandbox  # noqa: E402  (cleans the environment before anything else is imported)


class Result(unittest.TextTestResult):
    """A subtest counts as a test, so that a table of cases is not one."""

    passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        # Nothing is skipped silently: what cannot run has failed.
        self.addFailure(test, (AssertionError, AssertionError(f"skipped: {reason}"), None))


def main() -> int:
    names = sys.argv[1:] or sorted(path.stem for path in Path(BINDING, "tests").glob("test_*.py"))
    suite = unittest.defaultTestLoader.loadTestsFromNames(names)
    try:
        result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1, resultclass=Result).run(suite)
    finally:
        sandbox.stop()
    assert isinstance(result, Result)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"{result.passed} passed, {failed} failed", flush=True)
    return 1 if failed or not result.passed else 0


sys.exit(main())
