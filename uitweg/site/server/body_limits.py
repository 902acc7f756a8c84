"""How long a body may be, at which address: files make some longer than any text."""

import re

from uitweg.channel.rules.sizes import LARGEST_ANSWER, LARGEST_CASE_UPLOAD, LARGEST_PLAIN_FILE, MIB
from uitweg.platform.content import levels
from uitweg.site.server.doors import LONGEST_BODY, LONGEST_PIECES

PLAIN_FORM_PATHS = ("/melden/versturen/", "/postvak/bericht/")
PUBLIC_LIMITS = {
    "/bestand/stuk/": LONGEST_PIECES,
    **{
        level.address(path): LONGEST_BODY + LARGEST_PLAIN_FILE + MIB
        for level in levels()
        for path in PLAIN_FORM_PATHS
    },
}
"""With a megabyte to spare, so that a file just too large meets our sentence beside the text."""
LARGEST_SPREADSHEET = 20 * MIB
"""Twice what lists/reading.py takes, so that a file too large meets its sentence."""
STAFF_FILE_LIMITS = (
    (re.compile(r"/werk/melding/\d{1,18}/"), LARGEST_ANSWER),
    (re.compile(r"/casus/\d{1,18}/bestanden/"), LARGEST_CASE_UPLOAD),
    (re.compile(r"/casussen/inlezen/"), LARGEST_SPREADSHEET),
)


def public_body_limit(path: str) -> int:
    return PUBLIC_LIMITS.get(path, LONGEST_BODY)


def staff_body_limit(path: str) -> int:
    most = next((most for where, most in STAFF_FILE_LIMITS if where.fullmatch(path)), 0)
    return LONGEST_BODY + most + MIB if most else LONGEST_BODY
