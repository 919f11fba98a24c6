"""kit.py WORK: builds the kit and tries it, as tests/run says. Every check is a line; the last line is `N passed, N failed`."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import traceback

import helpers
import pages
import registration
import scripts
import served
import sources
from sandbox import Sandbox
from service import Served, Service
from website import Site, windows

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WINE = str(ROOT / "tools/wine")


class Run:
    """What all the tests share."""

    PUSH_KEY = "sandbox0123456789key"

    def __init__(self, work):
        self.work, self.passed, self.failed = work, 0, 0
        self.kit = work / "kit"
        self.stores = 0

    def check(self, name, good, detail=""):
        if good:
            self.passed += 1
            print(f"ok - {name}", flush=True)
        else:
            self.failed += 1
            print(f"not ok - {name}: {detail!s:.1500}", flush=True)
        return good

    def equal(self, name, got, wanted):
        return self.check(name, got == wanted, f"{got!r}, not {wanted!r}")

    def group(self, name, test, *arguments):
        """A test that stops half-way has failed, and the others go on."""
        try:
            test(self, name, *arguments)
        except Exception:
            self.check(name, False, traceback.format_exc())

    def wine(self, *words):
        return subprocess.run([WINE, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, check=False)

    def library(self, bits):
        return self.work / f"win{bits}" / "ihuyi.dll"

    def register(self, bits):
        """A copy of the DLL in a folder of its own, with the settings beside it."""
        library = self.library(bits)
        library.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / f"target/windows/win{bits}/ihuyi.dll", library)
        self.settings(bits)
        return self.wine(f"--{bits}", "regsvr32", "/s", windows(library)).returncode == 0

    def settings(self, bits, **changes):
        """Writes ihuyi.ini beside the DLL; a setting of None is left out."""
        values = {"account": Sandbox.ACCOUNT, "apikey": Sandbox.KEY, "voice_account": Sandbox.VOICE, "voice_apikey": Sandbox.KEY,
                  "gateway": self.sandbox.tls, "ca_file": windows(self.sandbox.certificate), "secret": Sandbox.SECRET, **changes}
        text = "".join(f"{name} = {value}\r\n" for name, value in values.items() if value is not None)
        (self.library(bits).parent / "ihuyi.ini").write_bytes(text.encode("gbk"))

    def fresh(self, bits, **changes):
        """Nothing has been sent yet: settings with a store of their own, where a site's DLL lies."""
        self.stores += 1
        if self.library(bits).exists():
            self.settings(bits, **{"store": f"memory:{self.stores}", **changes})

    def install(self, variant, name, **changes):
        """A copy of the pages with its own settings.asp, as a webmaster would edit it, and its own folder of records."""
        encoding = variant
        folder, data = self.work / name / variant, self.work / name / f"data-{variant}"
        shutil.copytree(self.kit / variant, folder)
        data.mkdir()
        values = {"IhuyiData": f'"{windows(data)}"', "IhuyiPushKey": f'"{self.PUSH_KEY}"', **changes}
        path = folder / "settings.asp"
        text = path.read_bytes().decode(encoding)
        for constant, value in values.items():
            text, count = re.subn(rf"(?m)^Const {constant} = .*?(?=\r?$)", lambda _: f"Const {constant} = {value}", text)
            assert count == 1, constant
        path.write_bytes(text.encode(encoding))
        return folder, data


def main():
    run = Run(pathlib.Path(sys.argv[1]))
    run.sandbox = Sandbox(os.environ["TEST_PROGRAM"], str(run.work / "ca.pem"))
    sites, others = {}, []
    on_helper = Served(run, Service(os.environ["TEST_PROGRAM"], run.work / "service"))
    try:
        subprocess.run([str(HERE.parent / "build"), str(run.kit)], check=True)
        run.group("sources", sources.test)
        sites = {bits: Site(WINE, bits) for bits in (32, 64)}
        for bits, site in sites.items():
            run.group(f"{bits} bit, not registered", pages.not_registered, site)
            run.group(f"{bits} bit, not registered", scripts.not_registered, bits)
        # Still without a component; with visitors of their own.
        for bits, variant in ((32, "gbk"), (64, "utf-8")):
            others.append(Site(WINE, bits))
            on_helper.group(f"{bits} bit, {variant}, helper", served.test, others[-1], variant, on_helper.service)
            for test in served.PAGES:
                on_helper.group(f"{bits} bit, {variant}, helper", test, others[-1], variant)
        run.check("regsvr32 of 32 bit", run.register(32))
        run.group("64 bit, registered for 32 only", scripts.other_bitness, 64, 32)
        run.check("regsvr32 of 64 bit", run.register(64))
        for bits, site in sites.items():
            run.group(f"{bits} bit", scripts.registered, bits)
            for variant in ("utf-8", "gbk"):
                for test in registration.TESTS + pages.TESTS + helpers.TESTS:
                    run.group(f"{bits} bit, {variant}", test, site, variant)
    finally:
        for site in [*sites.values(), *others]:
            run.group(f"{site.bits} bit", lambda *_, s=site: s.close())
        on_helper.service.close()
        run.sandbox.close()
    print(f"{run.passed} passed, {run.failed} failed")
    sys.exit(run.failed > 0)


main()
