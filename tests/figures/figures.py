"""figures.py WORK: tests of tests/faults/table.py, benches/process/size.py and tools/advisories; WORK/faults is what the tests of faults printed.
The last line counts."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORK = sys.argv[1]


def run(*words, given=None):
    return subprocess.run(words, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=dict(os.environ, LC_ALL="C.UTF-8"))


def rows(text):
    """The table's cells, by the first."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    return {first: rest for first, *rest in cells}


class Faults(unittest.TestCase):
    """The table of docs/reliability.md."""

    @classmethod
    def setUpClass(cls):
        with open(f"{WORK}/faults", encoding="utf-8") as file:
            cls.printed = file.read()

    def table(self, printed):
        return run(sys.executable, f"{ROOT}/tests/faults/table.py", given=printed)

    def test_each_line_is_in_a_row_that_the_page_has(self):
        done = self.table(self.printed)
        self.assertEqual(done.returncode, 0, done.stdout)
        table = rows(done.stdout)
        with open(f"{ROOT}/docs/reliability.md", encoding="utf-8") as file:
            page = rows(file.read())
        self.assertEqual([name for name in table if name not in page], [])
        total = [int(cell.strip("*").replace(",", "")) for cell in table["**all**"]]
        counts = [[int(count) for count in line] for line in re.findall(r"^.*faults: .* (\d+) runs: +(\d+) accepted, +(\d+) refused, +(\d+) not sent, +(\d+) unknown$", self.printed, re.M)]
        self.assertEqual(total, [sum(column) for column in zip(*counts)])
        self.assertEqual(total[0], sum(total[1:]))

    def test_a_line_that_no_row_is_for_is_an_error(self):
        for line in ("faults: http fax, post json   1 runs: 1 accepted, 0 refused, 0 not sent, 0 unknown", "faults: http sms, post json   1 runs"):
            done = self.table(f"{self.printed}{line}\n")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(line, done.stdout)

    def test_a_row_that_nothing_was_run_for_is_an_error(self):
        done = self.table("".join(line for line in self.printed.splitlines(True) if "flipped" not in line))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("TLS 1.2, flipped bits", done.stdout)
        self.assertNotEqual(self.table("").returncode, 0)


# The names are the library's; of each function the code is long enough to be seen beside another's.
LIBRARY = """
pub mod store {
    pub mod sqlite { #[inline(never)] pub fn rows(n: &[u64]) -> u64 { n.iter().map(|n| n.wrapping_mul(*n ^ 7).rotate_left(9)).sum() } }
}
extern "C" { fn sqlite3_step(n: u64) -> u64; }
#[no_mangle] pub extern "C" fn ihuyi_version(n: u64) -> u64 { store::sqlite::rows(&[n, n + 1, n * 3]) + unsafe { sqlite3_step(n) } }
"""
SQLITE = "unsigned long sqlite3_step(unsigned long n) { for (int i = 0; i < 9; i++) n = n * 31 + (n >> 3); return n; }\n"


class Size(unittest.TestCase):
    """The tables of sizes in docs/performance.md, of a small library of the same names."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(dir=WORK)
        cls.named, cls.stripped = cls.build("one", SQLITE)

    @classmethod
    def build(cls, name, sqlite):
        folder = f"{cls.folder}/{name}"
        os.mkdir(folder)
        for path, text in (("ihuyi.rs", LIBRARY), ("sqlite3.c", sqlite)):
            with open(f"{folder}/{path}", "w", encoding="utf-8") as file:
                file.write(text)
        for words in (["cc", "-O1", "-fPIC", "-c", "sqlite3.c"], ["ar", "rcs", "libsqlite3.a", "sqlite3.o"],
                      ["rustc", "--edition=2021", "--crate-type=cdylib", "-O", "-L", ".", "-l", "static=sqlite3", "ihuyi.rs"],
                      ["strip", "-o", "stripped.so", "libihuyi.so"]):
            subprocess.run(words, check=True, cwd=folder)
        return f"{folder}/libihuyi.so", f"{folder}/stripped.so"

    def size(self, library, named):
        return run(sys.executable, f"{ROOT}/benches/process/size.py", library, f"{self.folder}/windows", named)

    def test_code_counts_for_whom_it_comes_from(self):
        done = self.size(self.stripped, self.named)
        self.assertEqual(done.returncode, 0, done.stdout)
        table = {name: cells[0] for name, cells in rows(done.stdout).items()}
        bytes_of = {name: int(cell.replace(",", "")) for name, cell in table.items() if re.fullmatch(r"[\d,]+", cell)}
        self.assertEqual(bytes_of["`libihuyi.so`"], os.path.getsize(self.stripped))
        listed = subprocess.run(["nm", "-S", "-C", self.named], check=True, stdout=subprocess.PIPE, text=True).stdout
        own = {name: int(size, 16) for size, name in re.findall(r"^\w+ (\w+) [tT] (ihuyi_version|sqlite3_step|ihuyi::store::sqlite::rows)\b", listed, re.M)}
        self.assertEqual(len(own), 3, listed)
        # Each is too small for a row of its own, but for what is of the store.
        self.assertEqual(bytes_of["of it the store in an SQLite file"], own["ihuyi::store::sqlite::rows"])
        self.assertEqual(bytes_of["of it the store on a Redis server"], 0)
        self.assertGreaterEqual(next(value for name, value in bytes_of.items() if "crates with less than" in name), sum(own.values()))
        self.assertIn("Rust's own library", bytes_of)

    def test_two_builds_are_not_taken_for_one(self):
        named, _ = self.build("other", SQLITE.replace("return n;", "for (int i = 0; i < 5; i++) n ^= n * 1234567 + i; return n / 3;"))
        done = self.size(self.stripped, named)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(".text", done.stdout)


class Advisories(unittest.TestCase):
    """tools/advisories, in a tree and with a database of its own."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(dir=WORK)
        os.makedirs(f"{self.folder}/tree/tools")
        os.makedirs(f"{self.folder}/tree/docs")
        shutil.copy(f"{ROOT}/tools/advisories", f"{self.folder}/tree/tools")
        subprocess.run(["git", "init", "-q", f"{self.folder}/tree"], check=True)
        self.lock(ours="0.1.0", foreign=("1.4.2", "2.0.0-rc.2"))
        self.page()

    def lock(self, ours, foreign):
        packages = [f'[[package]]\nname = "ours"\nversion = "{ours}"\n'] if ours else []
        packages += [f'[[package]]\nname = "theirs"\nversion = "{version}"\nsource = "registry+https://example.com/index"\n' for version in foreign]
        with open(f"{self.folder}/tree/Cargo.lock", "w", encoding="utf-8") as file:
            file.write("version = 4\n\n" + "\n".join(packages))
        subprocess.run(["git", "-C", f"{self.folder}/tree", "add", "Cargo.lock"], check=True)

    def page(self, *named):
        with open(f"{self.folder}/tree/docs/security.md", "w", encoding="utf-8") as file:
            file.write("# Security\n\n" + "".join(f"| {name} | theirs | no |\n" for name in named))

    def advisory(self, package="theirs", patched=(), unaffected=(), more="", number=1):
        folder = f"{self.folder}/db/crates/{package}"
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/RUSTSEC-2026-{number:04}.md", "w", encoding="utf-8") as file:
            file.write(f'```toml\n[advisory]\nid = "RUSTSEC-2026-{number:04}"\npackage = "{package}"\ndate = "2026-01-01"\n{more}\n[versions]\n'
                       f"patched = {list(patched)}\nunaffected = {list(unaffected)}\n```\n\n# A hole\n".replace("'", '"'))

    def ask(self):
        done = run(sys.executable, f"{self.folder}/tree/tools/advisories", f"{self.folder}/db")
        return done.returncode, done.stdout

    def fits(self, *names):
        status, said = self.ask()
        self.assertEqual(sorted(set(re.findall(r"^(RUSTSEC-\S+)  theirs", said, re.M))), sorted(names), said)
        return status

    def test_a_hole_that_the_page_does_not_name_is_an_error(self):
        self.advisory(patched=[">= 3.0.0"])
        self.assertEqual(self.fits("RUSTSEC-2026-0001"), 1)
        self.page("RUSTSEC-2026-0001")
        self.assertEqual(self.fits("RUSTSEC-2026-0001"), 0)

    def test_a_hole_that_fits_no_more_is_an_error(self):
        self.advisory(patched=[">= 1.0.0"])
        self.assertEqual(self.fits(), 0)
        self.page("RUSTSEC-2026-0001")
        status, said = self.ask()
        self.assertEqual(status, 1)
        self.assertIn("RUSTSEC-2026-0001", said)

    def test_ranges(self):
        for safe, version, fits in (
                (["^1.4.3", ">= 2.0.0"], "1.4.2", True), (["^1.4.2"], "1.4.2", False), (["^1.4.2"], "2.0.0", True), (["^0.3.1"], "0.4.0", True),
                (["^0.3.1"], "0.3.9", False), ([">= 1.4, < 1.5"], "1.4.2", False), ([">= 1.4, < 1.5"], "1.5.0", True), (["< 1.0"], "1.0.0", True),
                (["< 1.0"], "0.9.9", False), ([">= 2.0.0"], "2.0.0-rc.2", True), ([">= 2.0.0-rc.2"], "2.0.0-rc.10", False),
                (["= 1.4.2"], "1.4.2+build", False), (["> 1.4.2"], "1.4.2", True), (["<= 1.4.2"], "1.4.2", False)):
            self.lock("", (version,))
            self.advisory(patched=safe)
            with self.subTest(safe=safe, version=version):
                self.assertEqual(self.fits(*(["RUSTSEC-2026-0001"] if fits else [])), int(fits))
        self.lock("", ("0.2.0",))
        self.advisory(patched=[">= 1.0.0"], unaffected=["< 0.3.0"])
        self.assertEqual(self.fits(), 0)

    def test_what_is_withdrawn_or_ours_or_of_another_crate_does_not_fit(self):
        self.advisory(more='withdrawn = "2026-02-01"')
        self.advisory("ours", number=2)
        self.advisory("strangers", number=3)
        self.assertEqual(self.fits(), 0)

    def test_what_only_informs_is_told_with_its_kind(self):
        self.advisory(more='informational = "unmaintained"')
        status, said = self.ask()
        self.assertEqual(status, 1)
        self.assertIn("unmaintained", said)

    def test_what_is_no_database_or_not_understood_is_no_pass(self):
        os.mkdir(f"{self.folder}/db")
        status, said = self.ask()
        self.assertNotEqual(status, 0)
        self.assertIn("RustSec", said)
        self.advisory(patched=["~> 1.0"])
        status, said = self.ask()
        self.assertNotEqual(status, 0)
        self.assertIn("~> 1.0", said)


loader = unittest.defaultTestLoader
result = unittest.TextTestRunner(verbosity=2).run(unittest.TestSuite(loader.loadTestsFromTestCase(case) for case in (Faults, Size, Advisories)))
failed = len(result.failures) + len(result.errors)
print(f"{result.testsRun - failed} passed, {failed} failed")
sys.exit(bool(failed))
