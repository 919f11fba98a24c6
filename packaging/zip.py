#!/usr/bin/env python3
"""packaging/zip.py FOLDER OUT.zip: packs the folder, its own name first in each path. The same files make the same bytes: sorted, of one time."""

import os
import sys
import time
import zipfile
from pathlib import Path


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    # A zip's time begins in 1980.
    when = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6]
    part = out.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
                # What Windows shows and unpacks reads a name in UTF-8 only where a flag says so, and Windows 7's own does not.
                name.encode("ascii")
                entry = zipfile.ZipInfo(name, when)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o755 if path.suffix == ".exe" else 0o644) << 16
                packed.writestr(entry, path.read_bytes())
    part.replace(out)


main()
