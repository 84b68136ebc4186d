"""Files made to harm whoever reads them, each small enough to be uploaded.

`python -m tests.workbooks.hostile FOLDER` makes each, reads it in a process of its own, and prints
how it ended, in how many seconds, with how many megabytes.
"""

from __future__ import annotations

import os
import random
import resource
import struct
import sys
import time
import traceback
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from sgo.errors import Refused
from sgo.workbooks import read_workbook

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.styles+xml"/></Types>'
)
ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
)
LINKS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/sharedStrings" Target="sharedStrings.xml"/>'
    '<Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/styles" Target="styles.xml"/></Relationships>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
STRINGS = f'<?xml version="1.0"?><sst {MAIN}><si><t>x</t></si></sst>'
STYLES = (
    f'<?xml version="1.0"?><styleSheet {MAIN}><fonts><font/></fonts><fills><fill><patternFill/></fill></fills>'
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/></cellXfs>"
    "</styleSheet>"
)


def sheet(rows: str, after: str = "") -> str:
    return (
        f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def book(**parts: str | bytes) -> bytes:
    """A workbook with other parts in place of the plain ones."""
    usual: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
        "xl/worksheets/sheet1.xml": sheet('<row r="1"><c r="A1"><v>1</v></c></row>'),
        "xl/sharedStrings.xml": STRINGS,
        "xl/styles.xml": STYLES,
    }
    names = {"sheet1": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml"}
    names |= {"styles": "xl/styles.xml", "workbook": "xl/workbook.xml"}
    for name, part in parts.items():
        usual[names[name]] = part
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name, part in usual.items():
            packed.writestr(name, part)
    return target.getvalue()


def lying() -> bytes:
    """Its directory says that a huge part is small."""
    data = bytearray(book(sheet1=sheet(" " * 200_000_000)))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        size = struct.unpack_from("<I", data, at + 24)[0]
        if size > 10_000_000:
            struct.pack_into("<I", data, at + 24, 1000)
        at += 4
    return bytes(data)


def entities() -> str:
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)]
    return (
        f'<?xml version="1.0"?><!DOCTYPE x [{"".join(lines)}]><worksheet {MAIN}><sheetData><row>'
        '<c t="inlineStr"><is><t>&a11;</t></is></c></row></sheetData></worksheet>'
    )


def outside() -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f'<worksheet {MAIN}><sheetData><row><c t="inlineStr"><is><t>&f;</t></is></c></row>'
        "</sheetData></worksheet>"
    )


def many_cells() -> str:
    row = "".join("<c><v>1</v></c>" for _ in range(100))
    return sheet(f"<row>{row}</row>" * 20_000)


def deep() -> str:
    return sheet("<row><c>" + "<is>" * 500_000 + "</is>" * 500_000 + "</c></row>")


def rules() -> str:
    rule = '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"/></conditionalFormatting>'
    return sheet("<row><c><v>1</v></c></row>", rule * 200_000)


def formats() -> str:
    return STYLES.replace("<cellXfs><xf/>", "<cellXfs>" + "<xf/>" * 900_000)


def strings() -> str:
    return f'<?xml version="1.0"?><sst {MAIN}>' + "<si><t>x</t></si>" * 1_000_000 + "</sst>"


def sheets() -> str:
    many = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r1"/>' for n in range(1, 20_000))
    return BOOK.replace('<sheet name="S" sheetId="1" r:id="r1"/>', many)


def merged() -> str:
    ranges = "".join(f'<mergeCell ref="A{n}:ZZ{n}"/>' for n in range(1, 100_000))
    return sheet("<row><c><v>1</v></c></row>", f"<mergeCells>{ranges}</mergeCells>")


def one_text() -> str:
    return sheet(f'<row><c t="inlineStr"><is><t>{"x" * 30_000_000}</t></is></c></row>')


def attributes() -> str:
    return sheet("<row " + " ".join(f'a{n}="1"' for n in range(2_000_000)) + "/>")


def quoted() -> str:
    """One tag of 20 MB, with a mark in its quotes wherever a look at it could end."""
    return sheet('<row a="' + (">" + "x" * 1000) * 20_000 + '"/>')


def remark() -> str:
    return sheet("<row/><!--" + ("< >" + "x" * 1000) * 20_000 + "-->")


def many_references() -> str:
    return sheet('<row><c r="XFD1"' + ' r="XFD1"' * 400 + "/></row>" * 5_000)


def far_and_filled(cell: str) -> str:
    number = "".join(letter for letter in cell if letter.isdigit())
    return sheet(f'<row r="{number}"><c r="{cell}"><v>1</v></c></row>')


MADE: dict[str, Callable[[], bytes]] = {
    "zip_bomb": lambda: book(sheet1=sheet(" " * 400_000_000)),
    "lying_size": lying,
    "many_entities": lambda: book(sheet1=entities()),
    "entity_of_a_file": lambda: book(sheet1=outside()),
    "far_cell": lambda: book(sheet1=far_and_filled("XFD1048576")),
    "far_row": lambda: book(sheet1=far_and_filled("A1048576")),
    "far_column": lambda: book(sheet1=far_and_filled("XFD1")),
    "row_beyond_all": lambda: book(sheet1=far_and_filled("A99999999999")),
    "millions_of_cells": lambda: book(sheet1=many_cells()),
    "deep_markup": lambda: book(sheet1=deep()),
    "many_rules": lambda: book(sheet1=rules()),
    "many_formats": lambda: book(styles=formats()),
    "many_strings": lambda: book(strings=strings()),
    "many_sheets": lambda: book(workbook=sheets()),
    "many_merged": lambda: book(sheet1=merged()),
    "one_long_text": lambda: book(sheet1=one_text()),
    "many_attributes": lambda: book(sheet1=attributes()),
    "one_quoted_tag": lambda: book(sheet1=quoted()),
    "one_remark": lambda: book(sheet1=remark()),
    "many_references": lambda: book(sheet1=many_references()),
    "no_sheet": lambda: book(sheet1="<html/>"),
    "cut_off": lambda: book()[:700],
    "random_after_zip": lambda: b"PK\x03\x04" + random.Random(1).randbytes(2_000_000),
    "random_bytes": lambda: random.Random(2).randbytes(5_000_000),
    "noughts": lambda: bytes(9_000_000),
    "old_xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100_000),
    "page_of_markup": lambda: ("<table>" + "<tr><td>1</td></tr>" * 300_000).encode(),
    "text_of_separators": lambda: b";" * 9_000_000,
    "text_of_quotes": lambda: b'"' * 9_000_000,
    "text_of_lines": lambda: b"1;2\n" * 2_000_000,
    "one_long_line": lambda: ("я" * 4_500_000).encode("cp1251"),
}

MOST_SECONDS, MOST_MEGABYTES = 5, 300


def in_child(work: Callable[[], None]) -> int:
    """Run the work in a process of its own; its exit code."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        sys.stdout.flush()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def read(name: str, file: Path) -> None:
    """Read the file under limits and print its end, seconds and megabytes."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
    started = time.process_time()
    try:
        end = f"read {len(read_workbook('книга.xlsx', file.read_bytes()))}"
    except Refused as refusal:
        end = refusal.verdict.code
    spent = time.process_time() - started
    # The peak of this process alone: `getrusage` would tell of the one that it was forked from.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    most = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) // 1024
    print(f"{name}|{end}|{spent:.2f}|{most}")


if __name__ == "__main__":
    for made in MADE:
        path = Path(sys.argv[1]) / made
        if in_child(lambda: path.write_bytes(MADE[made]()) and None):  # noqa: B023 - run at once
            sys.exit(f"{made} was not made")
        in_child(lambda: read(made, path))  # noqa: B023 - run at once
        path.unlink()
