"""How long a body may be, at which address: files make some longer than any text."""

import re

from uitweg.channel.rules.sizes import LARGEST_ANSWER, LARGEST_DROP, LARGEST_PLAIN_FILE, MIB
from uitweg.platform.content import levels
from uitweg.site.server.doors import LONGEST_BODY, LONGEST_PIECES

PLAIN_FILE = ("/melden/versturen/", "/postvak/bericht/")
LONGEST_PUBLIC = {
    "/bestand/stuk/": LONGEST_PIECES,
    **{
        level.address(path): LONGEST_BODY + LARGEST_PLAIN_FILE + MIB
        for level in levels()
        for path in PLAIN_FILE
    },
}
"""With a megabyte to spare, so that a file just too large meets our sentence beside the text."""
LARGEST_LIST = 20 * MIB
"""Twice what lists/reading.py takes, so that a file too large meets its sentence."""
WITH_FILES = (
    (re.compile(r"/werk/melding/\d{1,18}/"), LARGEST_ANSWER),
    (re.compile(r"/casus/\d{1,18}/bestanden/"), LARGEST_DROP),
    (re.compile(r"/casussen/inlezen/"), LARGEST_LIST),
)


def longest_at_the_public_door(path: str) -> int:
    return LONGEST_PUBLIC.get(path, LONGEST_BODY)


def longest_at_the_staff_door(path: str) -> int:
    most = next((most for where, most in WITH_FILES if where.fullmatch(path)), 0)
    return LONGEST_BODY + most + MIB if most else LONGEST_BODY
