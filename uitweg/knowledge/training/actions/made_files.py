"""Files that `uitweg.materials` made of content: one command writes them, doors read them."""

from pathlib import Path

from django.conf import settings

CURRENT = "current"
"""In the folder: a link to the set of files that is whole. It leads to another set at once."""


def made_file(address: str) -> bytes | None:
    """Return the file at an address of ours; None until it is made."""
    try:
        return (Path(settings.MATERIALS) / CURRENT / address.removeprefix("/")).read_bytes()
    except OSError:
        return None
