"""The kit as it is shipped, looked at without running it."""

import pathlib
import shutil
import subprocess
import tempfile

import convert

HERE = pathlib.Path(__file__).resolve().parent.parent
INCLUDED = {"ihuyi.asp", "ihuyi-helper.asp", "ihuyi-json.asp", "records.asp", "settings.asp"}


def test(run, name):
    pages = sorted(path.name for path in (HERE / "pages").glob("*.asp"))
    run.check("there are pages", len(pages) > len(INCLUDED), pages)
    for variant, codepage in (("utf-8", 65001), ("gbk", 936)):
        folder = run.kit / variant
        run.equal(f"{variant}: all pages and nothing else", sorted(path.name for path in folder.iterdir()), pages)
        for page in pages:
            content = (folder / page).read_bytes()
            text = content.decode(variant)
            run.check(f"{variant}: {page} has Notepad's line ends and no mark",
                      content.count(b"\n") == content.count(b"\r\n") > 0 and not text.startswith("\ufeff"))
            run.check(f"{variant}: {page} is Chinese", any("\u4e00" <= letter <= "\u9fff" for letter in text))
            if page in INCLUDED:
                continue
            run.equal(f"{variant}: {page} says its code page", convert.convert(folder / page, variant)[0], codepage)
            if "<meta charset" in text:
                run.check(f"{variant}: {page} says its charset", f'<meta charset="{variant}">' in text)
    # Served as text, these would show what they hold.
    run.equal("nothing that a web server would send as text", sorted(path.name for path in run.kit.iterdir() if path.is_file()),
              ["README.md", "README.zh-CN.md", "bulk.vbs", "check.vbs", "send_code.vbs"])
    for script in ("bulk.vbs", "check.vbs", "send_code.vbs"):
        content = (run.kit / script).read_bytes()
        run.check(f"{script} is GBK with Notepad's line ends",
                  content.count(b"\n") == content.count(b"\r\n") > 0 and "编码" in content.decode("gbk"))
    for readme in ("README.md", "README.zh-CN.md"):
        run.check(f"{readme} can be read in an old Notepad", (run.kit / readme).read_bytes().startswith(b"\xef\xbb\xbf"))
    builder(run)
    converter(run)


def builder(run):
    """What must not be shipped stops the build."""
    for what, line in (("a character that GBK does not have", "' \U0001f600"), ("another way to name the encoding", "' Utf-8")):
        with tempfile.TemporaryDirectory(dir=run.work) as folder:
            copy = pathlib.Path(folder) / "bindings/asp"
            shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("tests"))
            page = copy / "pages/records.asp"
            page.write_text(page.read_text(encoding="utf-8").replace("<%\n", f"<%\n{line}\n", 1), encoding="utf-8")
            result = subprocess.run([copy / "build", pathlib.Path(folder) / "out"], capture_output=True, check=False)
            run.check(f"build refuses {what}", result.returncode != 0 and b"records.asp" in result.stderr, result.stderr.decode())


def converter(run):
    """The converter is as strict as IIS."""
    first = '<%@ Language="VBScript" CodePage="936" %>\r\n<% Option Explicit %>'
    page = run.work / "page.asp"
    for what, text in (
        ("a comment that ends the script", first + "<% ' <%= x %> and more %>"),
        ("text before Option Explicit", "text" + first),
        ("no Option Explicit", first.replace("Option Explicit", "Dim x")),
        ("two directives", first + first),
        ("a lone line end", first + "a\nb"),
    ):
        page.write_bytes(text.encode("gbk"))
        try:
            convert.convert(page, "gbk")
        except ValueError as error:
            run.check(f"the converter refuses {what}", True, error)
        else:
            run.check(f"the converter refuses {what}", False)
    (run.work / "part.inc").write_bytes('"甲"\r\n'.encode("gbk"))
    page.write_bytes((first + '<!--#include virtual="/part.inc"--><%= 1 %>').encode("gbk"))
    run.equal("the converter makes script of text", convert.convert(page, "gbk"),
              (936, ' Option Explicit \r\nResponse.Write """甲"""\r\nResponse.Write vbCrLf\r\nResponse.Write (1)'))
