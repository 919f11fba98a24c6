"""measuring.py BIN BASE_URL TLS_URL CA: tests of benches/process/measure.py and of the programs that it runs. The last line counts."""
import os
import subprocess
import sys
import unittest
import urllib.parse

import measure

BIN, BASE, TLS, CA = sys.argv[1:]
PROCESS = os.path.dirname(os.path.abspath(measure.__file__))
SENDERS = [[f"{BIN}/send-ours"], [sys.executable, f"{PROCESS}/ours.py"], measure.command(f"php {PROCESS}/ours.php")]
FALSE, TRUE = measure.command("false"), measure.command("true")


class Measuring(unittest.TestCase):
    def setUp(self):
        self.sandbox = measure.Sandbox(BASE, TLS, CA)
        self.sandbox.clear()

    def test_a_program_that_fails_stops_the_comparison(self):
        with self.assertRaises(SystemExit):
            measure.measure(FALSE)
        self.assertEqual(measure.measure(TRUE)[0], "")

    def test_a_program_that_takes_a_failure_for_success_is_found(self):
        with self.assertRaises(SystemExit) as found:
            measure.all_notice(self.sandbox, [FALSE, TRUE])
        self.assertIn(TRUE[0], str(found.exception))

    def test_ours_take_no_failure_for_success(self):
        measure.all_notice(self.sandbox, SENDERS)

    def test_senders_send_what_they_say(self):
        for url in self.sandbox.urls.values():
            for words in SENDERS:
                before = self.sandbox.left()
                text, took = measure.measure([*words, url, CA, "3"])
                self.assertGreater(float(text), 0)
                self.assertGreater(took["wall"], 0)
                self.assertEqual(before - self.sandbox.left(), 3, words)

    def test_many_threads(self):
        before = self.sandbox.left()
        text, _ = measure.measure([f"{BIN}/many-ours", TLS, CA, "4", "0.2"])
        rate, told = text.split()
        self.assertGreater(float(rate), 0)
        self.assertEqual(before - self.sandbox.left(), int(told))
        self.assertGreaterEqual(int(told), 4)

    def test_weights(self):
        text, _ = measure.measure([f"{BIN}/weigh-ours", TLS, CA, "3", "200"])
        figures = dict(line.split() for line in text.splitlines())
        self.assertEqual(set(figures), {"client", "connection", "start", "warm", "end"})
        self.assertTrue(all(float(value) > 0 for value in figures.values()), figures)

    def test_loading(self):
        library = os.path.join(os.environ["IHUYI_LIBRARY_DIR"], "libihuyi.so")
        self.assertGreater(float(measure.measure([f"{BIN}/load", library, "ihuyi_version"])[0]), 0)
        for words in ([f"{BIN}/load", library, "ihuyi_no_such"], [f"{BIN}/load", f"{library}.none", "ihuyi_version"]):
            self.assertNotEqual(measure.run(words, quiet=True)[0], 0)

    def test_the_network_takes_its_time_and_loses_nothing(self):
        parts = urllib.parse.urlsplit(TLS)
        words = [f"{BIN}/relay", str(parts.port), "15"]
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as relay:
            port = int(relay.stdout.readline())
            before = self.sandbox.left()
            text, _ = measure.measure([f"{BIN}/send-ours", f"https://127.0.0.1:{port}", CA, "5"])
            relay.stdin.close()
        self.assertGreaterEqual(float(text), 30_000)
        self.assertEqual(before - self.sandbox.left(), 5)

    def test_everyone_has_a_turn_at_each_place(self):
        turns = []
        measured = measure.in_turn(3, {"a": 1, "b": 2, "c": 3}, lambda value: turns.append(value) or len(turns))
        self.assertEqual(turns, [1, 2, 3, 2, 3, 1, 3, 1, 2])
        self.assertEqual(measured, {"a": [1, 6, 8], "b": [2, 4, 9], "c": [3, 5, 7]})

    def test_the_ratio_is_that_of_each_round(self):
        self.assertEqual(measure.ratio([1, 20, 300], [2, 10, 300]), 1)


result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Measuring))
failed = len(result.failures) + len(result.errors)
print(f"{result.testsRun - failed} passed, {failed} failed")
sys.exit(bool(failed))
