#!/usr/bin/env python3
"""Makes the lists beside it as an office would have them: office.xlsx, and its twins office.csv in GBK, office.ods and office.xls.

Only to be run after a change here; what it makes is committed. The same bytes come out each time. The last needs the package xlwt.
"""
import pathlib
import zipfile
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
TITLES = ["订单号", "姓　名", "手机号码（必填）", "金额", "到期日"]
DATE = 46053  # 2026-01-31

# Number, name and amount; a float is a spreadsheet's number, None an empty cell, an exception a formula that failed.
FAILED = ValueError("#N/A")
ROWS = {
    4: ("13800000001", "张三", 12.5),
    5: ("１３８００００００02", "李四", 12.0),
    6: (" 138 0000 0003", "王五", 12.0),
    7: ("+86 138-0000-0004", "赵六", 12.0),
    8: (13800000005.0, "钱七", 12.0),
    9: ("13800000006.0", "孙八", 12.0),
    10: ("1.38E+10", "周九", 12.0),
    11: ("021-51000029", "吴十", 12.0),
    12: ("1380000000", "郑一", 12.0),
    13: ("138000000001", "王二", 12.0),
    14: (None, "冯三", 12.0),
    15: ("13800000007", None, 12.0),
    17: ("8613800000001", "张三", 12.5),
    18: ("13800000008/13800000009", "陈四", 12.0),
    19: ("13800000010", "褚五\U0001F600", 12.0),
    20: ("'13800000011", "卫六", 12.0),
    21: ("\u202d13800000012\u202c", "蒋七", 12.0),
    22: ("13800000013", "沈八", FAILED),
    23: ("13800000014", "长" * 500, 12.0),
    24: ("13800000015", " 韩九 ", 12.0),
    25: ("13800000016", "\U00020BB7野家", 12.0),
    26: (None, "合计", 999.0),
}

TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>"""
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="%s"' % KIND[:-1]


def relation(n, kind, target):
    return f'<Relationship Id="rId{n}" Type="{KIND}{kind}" Target="{target}"/>'


class Strings:
    def __init__(self):
        self.all = []

    def cell(self, ref, value, style=""):
        if value is None:
            return f'<c r="{ref}"{style}/>'
        if isinstance(value, ValueError):
            return f'<c r="{ref}" t="e"><f>VLOOKUP(1,A1:B1,9)</f><v>{value}</v></c>'
        if isinstance(value, (int, float)):
            return f'<c r="{ref}"{style}><v>{value:.15g}</v></c>'
        if value not in self.all:
            self.all.append(value)
        return f'<c r="{ref}" t="s"><v>{self.all.index(value)}</v></c>'


def sheet(rows, merged=""):
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet {MAIN}><dimension ref="A1:E26"/>'
            f"<sheetData>{rows}</sheetData>{merged}</worksheet>")


def xlsx():
    strings = Strings()
    rows = [f'<row r="1">{strings.cell("A1", "2026 年会员名单（市场部 13900000000）")}</row>']
    titles = "".join(strings.cell(f"{'ABCDE'[at]}3", title) for at, title in enumerate(TITLES))
    rows.append(f'<row r="3">{titles}</row>')
    for line, (number, name, amount) in ROWS.items():
        order = None if name == "合计" else f"A-{line}"
        cells = strings.cell(f"A{line}", order) + strings.cell(f"B{line}", name) + strings.cell(f"C{line}", number)
        cells += strings.cell(f"D{line}", amount) + strings.cell(f"E{line}", DATE, ' s="1"')
        rows.append(f'<row r="{line}">{cells}</row>')
        if line == 15:
            # Formatted and empty, as a deleted row is.
            rows.append('<row r="16"><c r="A16"/><c r="C16" s="1"/></row>')
    merged = '<mergeCells count="1"><mergeCell ref="A1:E1"/></mergeCells>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS % relation(1, "officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<workbook {MAIN}><sheets>'
        '<sheet name="会员" sheetId="1" r:id="rId1"/><sheet name="说明" sheetId="2" r:id="rId2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS % (
            relation(1, "worksheet", "worksheets/sheet1.xml") + relation(2, "worksheet", "worksheets/sheet2.xml")
            + relation(3, "styles", "styles.xml") + relation(4, "sharedStrings", "sharedStrings.xml")),
        "xl/worksheets/sheet1.xml": sheet("".join(rows), merged),
        "xl/worksheets/sheet2.xml": sheet(f'<row r="1">{strings.cell("A1", "请勿外传")}</row>'),
        "xl/styles.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet {MAIN}>'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst {MAIN}>'
        + "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings.all) + "</sst>",
    }
    with zipfile.ZipFile(HERE / "office.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 31, 9, 30, 0)), text.encode(), zipfile.ZIP_DEFLATED)


def csv():
    """As Excel saves it: numbers and dates as they are shown, empty rows of nothing but delimiters."""
    def text(value):
        if value is None:
            return ""
        if isinstance(value, float):
            return f"{value:.15g}"
        return str(value)

    lines = ["2026 年会员名单（市场部 13900000000）,,,,", ",,,,", ",".join(TITLES)]
    for line in range(4, max(ROWS) + 1):
        if line not in ROWS:
            lines.append(",,,,")
            continue
        number, name, amount = ROWS[line]
        order = "" if name == "合计" else f"A-{line}"
        lines.append(",".join([order, text(name), text(number), text(amount), "2026-01-31"]))
    (HERE / "office.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))


def grid():
    """Every row from the first on, as cells; None: a row that is not there."""
    yield ["2026 年会员名单（市场部 13900000000）"]
    yield None
    yield TITLES
    for line in range(4, max(ROWS) + 1):
        if line not in ROWS:
            yield None
            continue
        number, name, amount = ROWS[line]
        yield [None if name == "合计" else f"A-{line}", name, number, amount, DATE]


def ods():
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f'xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"'

    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if value is DATE:
            return '<table:table-cell office:value-type="date" office:date-value="2026-01-31"><text:p>26/1/31</text:p></table:table-cell>'
        if isinstance(value, ValueError):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, float):
            return f'<table:table-cell office:value-type="float" office:value="{value:.15g}"><text:p>?</text:p></table:table-cell>'
        # Blanks at the ends are elements of their own in this format.
        shown = escape(value)
        inner = shown.strip(" ")
        lead, trail = shown[: len(shown) - len(shown.lstrip(" "))], shown[len(shown.rstrip(" ")):]
        shown = "<text:s/>" * len(lead) + inner + "<text:s/>" * len(trail)
        return f'<table:table-cell office:value-type="string"><text:p>{shown}</text:p></table:table-cell>'

    rows = ""
    for cells in grid():
        inside = "".join(cell(value) for value in cells) if cells else '<table:table-cell table:number-columns-repeated="5"/>'
        rows += f"<table:table-row>{inside}</table:table-row>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    parts = {
        "mimetype": kind,
        "META-INF/manifest.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{office}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        "content.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="会员">{rows}</table:table><table:table table:name="说明"><table:table-row>{cell("请勿外传")}'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    }
    with zipfile.ZipFile(HERE / "office.ods", "w") as book:
        for name, text in parts.items():
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            book.writestr(zipfile.ZipInfo(name, (2026, 1, 31, 9, 30, 0)), text.encode(), how)


def xls():
    import xlwt
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("会员")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for line, cells in enumerate(grid()):
        for column, value in enumerate(cells or []):
            if value is DATE:
                sheet.write(line, column, value, date)
            elif isinstance(value, ValueError):
                sheet.row(line).set_cell_error(column, 42)  # #N/A
            elif value is not None:
                sheet.write(line, column, value)
    book.add_sheet("说明").write(0, 0, "请勿外传")
    book.save(str(HERE / "office.xls"))


xlsx()
csv()
ods()
xls()
