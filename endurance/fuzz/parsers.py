"""Strangers' files at their parsers, each in its child process, as the doors call them."""

import json
import os
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf

from endurance.fuzz import examples
from endurance.fuzz.target import Target, promise
from tests.support.processes import children
from uitweg.platform.sandbox.clean.run import CannotClean, clean_file, file_kind
from uitweg.platform.sandbox.mail.parsed import MOST_MAIL_FILES
from uitweg.platform.sandbox.mail.run import CannotReadMail, read_mail
from uitweg.platform.sandbox.process import TIMEOUT_SECONDS
from uitweg.platform.sandbox.sheet.run import (
    CannotReadSheet,
    read_sheets,
    sheets_from_bytes,
    sheets_to_bytes,
)

ACTS_BY_ITSELF = frozenset({"/JS", "/JavaScript", "/OpenAction", "/AA", "/EmbeddedFiles", "/XFA"})
LARGEST_DRAWN_ANEW = 16 * 1024 * 1024
"""What a picture of a few bytes may take when it is drawn anew; a sound only gets shorter."""
LONGEST_CHILD_SECONDS = TIMEOUT_SECONDS + 5


def _target(valid: list[bytes], read: Callable[[bytes], str]) -> Target:
    """Return a target that also sees that no child process outlives an input."""

    def attempt(raw: bytes) -> str:
        ended = read(raw)
        promise(not children(os.getpid()), "a child process was left behind")
        return ended

    return Target(valid, attempt, seconds=LONGEST_CHILD_SECONDS)


def sheet() -> Target:
    """Spreadsheets (.xlsx) and lists (.csv)."""

    def attempt(raw: bytes) -> str:
        try:
            found = read_sheets(raw)
        except CannotReadSheet as refusal:
            return refusal.why
        promise(sheets_from_bytes(sheets_to_bytes(found)) == found, "a list cannot be kept")
        widths = [{len(row) for row in each.rows} for each in found]
        promise(all(len(width) <= 1 for width in widths), "rows of different widths")
        return "read"

    return _target(examples.sheets(), attempt)


def mail() -> Target:
    """Mail as programs save it (.eml), with files, another mail and HTML in it."""
    return _target(examples.mails(), _read_as("post.eml"))


def outlook() -> Target:
    """Mail as Outlook saves it (.msg)."""
    return _target(examples.outlook_mails(), _read_as("post.msg"))


def _read_as(name: str) -> Callable[[bytes], str]:
    def attempt(raw: bytes) -> str:
        try:
            read = read_mail(name, raw)
        except CannotReadMail as refusal:
            promise(str(refusal).startswith(("“", "In “")), "no sentence")
            return "refused"
        promise(len(read.files) <= MOST_MAIL_FILES + 1, "too many files")
        kept = [read.sender, read.to, read.subject, read.sent, read.text]
        kept += [part for file_name, kind, _ in read.files for part in (file_name, kind)]
        promise("\n" not in read.subject + read.sender + read.to, "a header of two lines")
        "".join(kept).encode()  # a text that cannot be encoded could not be kept
        names = [file_name for file_name, _, _ in read.files]
        promise(not any("/" in each or "\\" in each for each in names), "a path as a name")
        return "read"

    return attempt


def pdf() -> Target:
    """PDFs: what comes out opens, cleans again, and does nothing by itself."""
    return _target([examples.pdf(), examples.pdf(plain=True)], _clean_pdf)


def _clean_pdf(raw: bytes) -> str:
    try:
        clean = clean_file(raw, "pdf")
    except CannotClean:
        return "refused"
    try:
        with pikepdf.open(BytesIO(clean.content)) as opened:
            left = _keys(opened) & ACTS_BY_ITSELF
            len(opened.pages)
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        return "cleaned, broken"  # harms nobody: whoever opens it is told so
    promise(not left, f"left in a cleaned PDF: {sorted(left)}")
    clean_file(clean.content, "pdf")
    return "cleaned"


def _keys(opened: pikepdf.Pdf) -> set[str]:
    """Return every key of every dictionary in the document, direct ones too."""
    found: set[str] = set()
    waiting: list[Any] = [opened.trailer, *opened.objects]
    for _ in range(100_000):
        if not waiting:
            break
        item = waiting.pop()
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            for key in item.keys():  # noqa: SIM118  pikepdf's dictionaries need it
                found.add(key)
                value = item.get(key)
                if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                    waiting.append(value)
        elif isinstance(item, pikepdf.Array):
            waiting += [
                each
                for each in item
                if isinstance(each, pikepdf.Dictionary | pikepdf.Array) and not each.is_indirect
            ]
    return found


def pictures() -> Target:
    """Pictures and sound: what comes out is of the same kind, and tells nothing of who made it."""

    def attempt(raw: bytes) -> str:
        try:
            clean = clean_file(raw, file_kind(raw[:16]))
        except CannotClean:
            return "refused"
        promise(file_kind(clean.content[:16]) != "", "a cleaned file of an unknown kind")
        promise(len(clean.content) < len(raw) + LARGEST_DRAWN_ANEW, "a small file became large")
        promise(b"Exif" not in clean.content[:2000], "Exif left")
        json.dumps([clean.media_type, clean.extension, clean.removed])
        return "cleaned"

    return _target(examples.pictures_and_sound(), attempt)
