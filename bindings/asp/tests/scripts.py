"""check.vbs and the example, run by cscript of both bitnesses."""

import re

from sandbox import Sandbox
from website import windows


def check_vbs(run, bits, *arguments, folder=None):
    """What check.vbs writes, and its exit status."""
    out = run.work / f"check-{bits}.txt"
    out.unlink(missing_ok=True)
    script = (folder or run.kit) / "check.vbs"
    # Into a file: Wine's Echo has no room for Chinese.
    status = run.wine(f"cscript{bits}", "//nologo", windows(script), f"/out:{windows(out)}", *arguments).returncode
    text = out.read_bytes().decode("utf-16") if out.exists() else ""
    # Under Wine a script that stops by an error ends with 0 and says nothing.
    assert re.search("\r\n检查完毕：.*\r\n\\Z", text), f"status {status}: {text!r}"
    assert Sandbox.KEY not in text, text
    return status, text


def expect(run, name, what, result, status, *words, lacks=()):
    got, text = result
    run.check(f"{name}: check.vbs: {what}", got == status and all(word in text for word in words)
              and not any(word in text for word in lacks) and f"{name.split()[0]} 位" in text.splitlines()[0], f"status {got}: {text}")


def not_registered(run, name, bits):
    system = "System32" if bits == 64 else "SysWOW64"
    expect(run, name, "not registered", check_vbs(run, bits), 1, "没有注册", f"%windir%\\{system}\\regsvr32 \"C:\\ihuyi\\ihuyi.dll\"")
    # The DLL that lies beside the script is the one to register.
    folder = run.work / "beside"
    folder.mkdir(exist_ok=True)
    (folder / "ihuyi.dll").write_bytes(b"")
    (folder / "check.vbs").write_bytes((run.kit / "check.vbs").read_bytes())
    expect(run, name, "which DLL to register", check_vbs(run, bits, folder=folder), 1, f'\\regsvr32 "{windows(folder)}\\ihuyi.dll"')


def other_bitness(run, name, bits, registered):
    expect(run, name, "registered for the other bitness", check_vbs(run, bits), 1, "只为另一种位数注册了", f"win{bits} 压缩包里的 ihuyi.dll", f"C:\\ihuyi{bits}\\ihuyi.dll")
    expect(run, f"{registered} bit", "registered for one bitness", check_vbs(run, registered), 0, "没有问题")


def registered(run, name, bits):
    run.sandbox.reset()
    library, settings = run.library(bits), run.library(bits).parent / "ihuyi.ini"
    good = ("能创建组件，版本 ", f"DLL：{windows(library)}", f"配置文件：{windows(settings)}", "账户：C00000000",
            "短信余额：10000 条", "语音验证码余额：10000 条", "一次性验证码的记录能用", "没有记着回复或模板审核", "检查完毕：没有问题。", f'icacls "{windows(library.parent)}"')
    expect(run, name, "all is well", check_vbs(run, bits), 0, *good)
    run.equal(f"{name}: check.vbs sends nothing", {call["method"] for call in run.sandbox.ask("ledger")}, {"GetNum"})
    run.settings(bits, apikey="f" * 32)
    expect(run, name, "a wrong key", check_vbs(run, bits), 1, "短信余额查不到：40502 ", "办法：", "检查完毕：有 1 处问题")
    run.settings(bits, account=None)
    expect(run, name, "no account", check_vbs(run, bits), 1, "[问题] 没有账户", "account = ")
    run.settings(bits, timeout="soon")
    expect(run, name, "a wrong value", check_vbs(run, bits), 1, " 有错：", "-121")
    run.settings(bits, gateway="https://127.0.0.1:1")
    expect(run, name, "no gateway", check_vbs(run, bits), 1, "短信余额查不到：-202 ", "ihuyi.exe doctor")
    run.settings(bits, store=f"sqlite:{windows(settings)}\\x.db")
    expect(run, name, "a store in a folder that is none", check_vbs(run, bits), 1, "一次性验证码的记录用不了：-441 ", "检查完毕：有 1 处问题")
    run.settings(bits)
    settings.rename(settings.with_name("ihuyi.ini.txt"))
    expect(run, name, "what Notepad added", check_vbs(run, bits), 1, "没有配置文件", "ihuyi.ini.txt：记事本自己加了 .txt", lacks=["用记事本新建"])
    settings.with_name("ihuyi.ini.txt").rename(run.work / f"other-{bits}.ini")
    expect(run, name, "no settings", check_vbs(run, bits), 1, "没有配置文件", "用记事本新建这个文件")
    other = windows(run.work / f"other-{bits}.ini")
    expect(run, name, "other settings", check_vbs(run, bits, f"/ini:{other}"), 0, f"配置文件：{other}", "没有问题")
    inside = run.work / "inetpub/wwwroot"
    inside.mkdir(parents=True, exist_ok=True)
    (inside / "shop.ini").write_bytes((run.work / f"other-{bits}.ini").read_bytes())
    expect(run, name, "settings in the web site's folder", check_vbs(run, bits, f"/ini:{windows(inside)}\\shop.ini"), 1, "可能被人下载")
    run.settings(bits)
    moved = library.rename(library.with_name("moved.dll"))
    expect(run, name, "a DLL that is gone", check_vbs(run, bits), 1, f"注册的 DLL：{windows(library)}", "这个文件不在了")
    library.write_bytes(b"MZ no library")
    expect(run, name, "a DLL that is none", check_vbs(run, bits), 1, "文件在，但装不进来")
    moved.replace(library)
    example(run, name, bits)
    lists(run, name, bits)


def speaking(run, bits, example, changed=("", "")):
    """Runs an example, with its Echo into a file, because Wine's has no room for Chinese. Answers with its exit status and what it said."""
    out, script = run.work / f"said-{bits}.txt", run.work / f"{bits}-{example}"
    text = (run.kit / example).read_bytes().decode("gbk").replace("WScript.Echo ", "Report ")
    assert changed[0] in text
    text = text.replace(*changed) if changed[0] else text
    text += (f'\r\nSub Report(words)\r\n  With CreateObject("Scripting.FileSystemObject").OpenTextFile("{windows(out)}", 8, True, -1)\r\n'
             "    .WriteLine words\r\n    .Close\r\n  End With\r\nEnd Sub\r\n")
    script.write_bytes(text.encode("gbk"))

    def speak(*arguments):
        out.unlink(missing_ok=True)
        status = run.wine(f"cscript{bits}", "//nologo", windows(script), *arguments).returncode
        return status, out.read_bytes().decode("utf-16") if out.exists() else ""

    return speak


def example(run, name, bits):
    """examples/vbscript/send_code.vbs."""
    send = speaking(run, bits, "send_code.vbs")
    run.sandbox.reset()
    status, said = send("13800000000", "1234")
    [message] = run.sandbox.inbox()
    run.equal(f"{name}: the example sends", (status, said), (0, f"已受理，流水号 {message['id']}，计费 1 条\r\n"))
    run.equal(f"{name}: the text to the letter", message["content"], "您的验证码是：1234。请不要把验证码泄露给其他人。")
    status, said = send("13800000000", "1234", "voice")
    run.check(f"{name}: the example calls", status == 0 and run.sandbox.inbox()[1]["service"] == "voice", (status, said))
    status, said = send("19900004051", "1234")
    run.check(f"{name}: refused", status == 1 and said.startswith("被拒绝，没有发出：") and "4051" in said, (status, said))
    run.sandbox.ask("faults", {"kind": "reset_after"})
    status, said = send("13800000001", "1234")
    run.check(f"{name}: unknown", status == 1 and said.startswith("结果未知，可能已经发出，请勿盲目重发"), (status, said))
    run.sandbox.ask("faults", {"tls": "unknown_ca"})
    status, said = send("13800000002", "1234")
    run.check(f"{name}: not sent", status == 1 and said.startswith("没有发出，稍后再发不会重复："), (status, said))
    status, said = send()
    run.check(f"{name}: how to call it", status == 64 and said.startswith("用法："), (status, said))


def lists(run, name, bits):
    """examples/vbscript/bulk.vbs, at any time of the day."""
    speak = speaking(run, bits, "bulk.vbs", ("08:00-21:00", "00:00-24:00"))
    rows, journal = run.work / f"名单-{bits}.txt", run.work / f"六月-{bits}.journal"
    rows.write_bytes("13800000000,您的订单1001已发货,请查收。\r\n\r\n1380000000,您的订单1002已发货。\r\n13800000001,您的订单1003已发货。\r\n"
                     "13800000000,您的订单1004已发货。\r\n没有逗号\r\n".encode("gbk"))
    run.sandbox.reset()
    status, said = speak(windows(journal))
    run.check(f"{name}: a list that was never planned", status == 1 and said.startswith("没有这个任务文件") and not journal.exists(), (status, said))
    status, said = speak(windows(journal), windows(rows))
    run.check(f"{name}: a list is planned", status == 0 and said.endswith("要发 2 行，计费 2 条；不发 3 行。还没有发送。\r\n"), (status, said))
    run.check(f"{name}: it says which rows are left out, and shows no number",
              all(f"名单第 {row} 行不发：" in said for row in (3, 5, 6)) and said.count("名单第") == 3 and "1380000" not in said, said)
    run.equal(f"{name}: and sends nothing", run.sandbox.inbox(), [])
    status, said = speak(windows(journal), windows(rows))
    run.check(f"{name}: it is planned once", status == 1 and said.startswith("这个任务文件已经有了"), (status, said))
    run.equal(f"{name}: the list is sent", speak(windows(journal)), (0, "已受理 2 行，还有 0 行\r\n"))
    sent = [("13800000000", "您的订单1001已发货,请查收。"), ("13800000001", "您的订单1003已发货。")]
    run.equal(f"{name}: each row to the letter", sorted((message["mobile"], message["content"]) for message in run.sandbox.inbox()), sent)
    run.equal(f"{name}: sent again it sends nothing", speak(windows(journal)), (0, "已受理 2 行，还有 0 行\r\n"))
    run.equal(f"{name}: really nothing", len(run.sandbox.inbox()), 2)
    rows.write_bytes("19900000408,您的订单1005已发货。\r\n13800000002,您的订单1006已发货。\r\n".encode("gbk"))
    journal = run.work / f"七月-{bits}.journal"
    speak(windows(journal), windows(rows))
    run.settings(bits, apikey="f" * 32)
    status, said = speak(windows(journal))
    run.check(f"{name}: a wrong key stops the list", status == 1 and "已受理 0 行，还有 2 行" in said and "40502" in said.splitlines()[-1], (status, said))
    run.settings(bits)
    run.sandbox.ask("faults", {"kind": "reset_after", "match": {"mobile": "13800000002"}})
    status, said = speak(windows(journal))
    run.check(f"{name}: it goes on, and tells what became of which row", status == 1 and "名单第 1 行被拒绝，没有发出：408 " in said
              and "名单第 2 行结果未知，可能已经发出，不会自动重发：-300 " in said, (status, said))
    status, said = speak()
    run.check(f"{name}: how to call it for lists", status == 64 and said.startswith("用法："), (status, said))
