"""Packs a PowerPoint file so that equal content gives equal bytes: no moment, no machine in it."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIXED_TIME = (2000, 1, 1, 0, 0, 0)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_SHEET, _PROPERTIES = ".xlsx", "docProps/core.xml"


def same_each_time(file: bytes, checked_on: date) -> bytes:
    """Return an Office file with one fixed moment in it, also in the sheet of each chart."""
    packed, moment = BytesIO(), f"{checked_on.isoformat()}T00:00:00Z".encode()
    with ZipFile(BytesIO(file)) as old, ZipFile(packed, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(_SHEET):
                content = same_each_time(content, checked_on)
            elif name == _PROPERTIES:
                content = _MOMENT.sub(rb"\g<1>" + moment, content)
            info = ZipInfo(name, _FIXED_TIME)
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, content)
    return packed.getvalue()
