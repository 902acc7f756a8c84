"""How long the body of a request may be, by address; forms with files may be longer."""

import re

from uitweg.channel.conversation.rules.sizes import (
    LARGEST_ANSWER,
    LARGEST_CASE_UPLOAD,
    LARGEST_PLAIN_FILE,
    MIB,
)
from uitweg.knowledge.training.rules.podcast import LARGEST_RECORDING
from uitweg.platform.content import levels
from uitweg.site.server.bodies import LONGEST_BODY, LONGEST_PIECES

PLAIN_FORM_PATHS = ("/schrijven/versturen/", "/postvak/bericht/")
PUBLIC_LIMITS = {
    "/bestand/stuk/": LONGEST_PIECES,
    **{
        level.address(path): LONGEST_BODY + LARGEST_PLAIN_FILE + MIB
        for level in levels()
        for path in PLAIN_FORM_PATHS
    },
}
"""A megabyte more than the largest file, so that the form itself can say a file is too large."""
LARGEST_SPREADSHEET = 20 * MIB
"""Twice what casework/spreadsheets reads, so that its own page can say a file is too large."""
STAFF_FILE_LIMITS = (
    (re.compile(r"/werk/melding/\d{1,18}/"), LARGEST_ANSWER),
    (re.compile(r"/casus/\d{1,18}/bestanden/"), LARGEST_CASE_UPLOAD),
    (re.compile(r"/casussen/inlezen/"), LARGEST_SPREADSHEET),
    (re.compile(r"/leren/podcast/[a-z-]{1,40}/"), LARGEST_RECORDING),
)


def public_body_limit(path: str) -> int:
    return PUBLIC_LIMITS.get(path, LONGEST_BODY)


def staff_body_limit(path: str) -> int:
    for address, largest_file in STAFF_FILE_LIMITS:
        if address.fullmatch(path):
            return LONGEST_BODY + largest_file + MIB
    return LONGEST_BODY
