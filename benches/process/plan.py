#!/usr/bin/env python3
"""Lists by `ihuyi bulk plan`: how long they take, and the most memory.

usage: plan.py IHUYI DIR [ROWS]

DIR is on the disk that is measured. Each figure is the median over whole processes, their start included.
"""
import os
import statistics
import sys
import time
import zipfile

ROUNDS = 3
IHUYI, DIR = sys.argv[1:3]
ROWS = int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000
TEXT = "{姓名}您好，应付{金额}元。"
TITLES = ("姓名", "手机号", "金额")
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def rows(count):
    """Names, numbers that are all different and in no order, amounts."""
    for n in range(count):
        yield f"张三{n % 1000}", 13_000_000_000 + n * 6_997 % 6_999_999_999, n % 900 + 0.5


def csv(count):
    path = os.path.join(DIR, f"list-{count}.csv")
    with open(path, "w", encoding="utf-8") as out:
        out.write(",".join(TITLES) + "\n")
        out.writelines(f"{name},{number},{amount}\n" for name, number, amount in rows(count))
    return path


def xlsx(count, as_text):
    """With the numbers as text, all of which a spreadsheet keeps in one table, or as numbers."""
    path = os.path.join(DIR, f"list-{'text' if as_text else 'number'}.xlsx")
    names = list(TITLES) + [f"张三{n}" for n in range(1000)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        def related(*parts):
            inner = "".join(f'<Relationship Id="rId{n}" Type="{RELATED}/{kind}" Target="{target}"/>' for n, kind, target in parts)
            return f'<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'

        book.writestr("_rels/.rels", related((1, "officeDocument", "xl/workbook.xml")))
        book.writestr("xl/workbook.xml", f'<workbook {MAIN} xmlns:r="{RELATED}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", related((1, "worksheet", "worksheets/sheet1.xml"), (2, "sharedStrings", "sharedStrings.xml")))
        texts = names + ([str(number) for _, number, _ in rows(count)] if as_text else [])
        book.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>" + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>")
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            titles = "".join(f'<c r="{"ABC"[n]}1" t="s"><v>{n}</v></c>' for n in range(3))
            sheet.write(f'<worksheet {MAIN}><sheetData><row r="1">{titles}</row>'.encode())
            for n, (_, number, amount) in enumerate(rows(count)):
                shown = f't="s"><v>{len(names) + n}' if as_text else f"><v>{number}"
                row = f'<c r="A{n + 2}" t="s"><v>{3 + n % 1000}</v></c><c r="B{n + 2}" {shown}</v></c><c r="C{n + 2}"><v>{amount}</v></c>'
                sheet.write(f'<row r="{n + 2}">{row}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    return path


def run(*command):
    """Wall and CPU seconds, and the most memory in megabytes."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IHUYI_")}
    environment |= {"IHUYI_ACCOUNT": "C00000000", "IHUYI_APIKEY": "0123456789abcdef0123456789abcdef"}
    environment |= {"IHUYI_STORE": "sqlite:" + os.path.join(DIR, "plan-store.db"), "IHUYI_SECRET_FILE": os.path.join(DIR, "plan-secret.key")}
    actions = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawn(IHUYI, [IHUYI, *command], environment, file_actions=actions)
    most, ended = 0, 0
    while not ended:
        # Not what wait4 tells of memory: that begins with this process's own.
        with open(f"/proc/{pid}/status", encoding="ascii") as lines:
            most = max([most] + [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")])
        time.sleep(0.002)
        ended, status, usage = os.wait4(pid, os.WNOHANG)
    if status != 0:
        sys.exit(f"{command} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, most / 1024


def clear(*names):
    for name in names:
        for end in ("", "-wal", "-shm", "-lock"):
            path = os.path.join(DIR, name + end)
            if os.path.exists(path):
                os.remove(path)


def measure(what, path):
    figures = []
    for _ in range(ROUNDS):
        clear("plan.journal")
        journal = os.path.join(DIR, "plan.journal")
        figures.append(run("bulk", "plan", path, "--template", TEXT, "--journal", journal, "--offline"))
    wall, cpu, memory = (statistics.median(figure) for figure in zip(*figures))
    print(f"{what}: {wall:.2f} s, {cpu:.2f} s of CPU, {memory:.0f} MB", flush=True)


clear("plan-store.db", "plan-secret.key")
for count in (ROWS // 100, ROWS // 10, ROWS):
    measure(f"CSV, {count:,} rows", csv(count))
measure(f"xlsx, {ROWS:,} rows, numbers as numbers", xlsx(ROWS, False))
measure(f"xlsx, {ROWS:,} rows, numbers as text", xlsx(ROWS, True))
run("bulk", "optout", "add", "13800000000")
measure(f"CSV, {ROWS:,} rows, opt-outs asked", csv(ROWS))
clear("plan.journal", "plan-store.db", "plan-secret.key")
