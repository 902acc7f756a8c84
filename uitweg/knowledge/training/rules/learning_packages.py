"""The zip files for learning systems: which kinds there are, and their bytes."""

import io
import re
from collections.abc import Mapping
from enum import StrEnum
from zipfile import ZIP_STORED, ZipFile, ZipInfo

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_LINK = re.compile(r'<a\b[^>]*?\bhref="((?:/|https?://)[^"]*)"[^>]*>')
_OPENS = re.compile(r'\s(?:href|rel|target)="[^"]*"')


class PackageKind(StrEnum):
    """A standard of learning systems; the value ends the file's name."""

    SCORM = "scorm2004"
    CMI5 = "cmi5"

    @property
    def manifest(self) -> str:
        """The name that the standard gives to the file that says what is in the package."""
        return {PackageKind.SCORM: "imsmanifest.xml", PackageKind.CMI5: "cmi5.xml"}[self]

    @property
    def title(self) -> str:
        """The standard's name, for people."""
        return {PackageKind.SCORM: "SCORM 2004", PackageKind.CMI5: "cmi5"}[self]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files in this order, the same bytes each time and on every machine.

    So it has no times, and nothing is compressed: libraries of different versions do that
    differently. A package is some 50 KB.
    """
    package = io.BytesIO()
    with ZipFile(package, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, FIRST_DAY_OF_ZIP)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content)
    return package.getvalue()


def linked_to_site(html: str, site: str) -> str:
    """Return HTML whose links to pages work from anywhere, and open beside the learning system.

    `site` is the address of the public door. Telephone links, and those within the page, stay.
    """

    def opened_beside(link: re.Match[str]) -> str:
        address = f"{site}{link[1]}" if link[1].startswith("/") else link[1]
        others = _OPENS.sub("", link[0]).removeprefix("<a")
        return f'<a href="{address}" target="_blank" rel="noreferrer"{others}'

    return _LINK.sub(opened_beside, html)
