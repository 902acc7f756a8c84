"""Where the files are that are not Python: beside the code in a checkout, inside a wheel."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
IN_CHECKOUT = (_PACKAGE.parent / "pyproject.toml").is_file()
SHIPPED = _PACKAGE.parent if IN_CHECKOUT else _PACKAGE / "shipped"
"""Holds content/, policy/ and LICENSE."""
COMMAND = "./run" if IN_CHECKOUT else "uitweg"
"""How the command line is called."""


def data_folder() -> Path:
    """Return where data are kept when `UITWEG_DATA` is not set: the user's own, for a wheel."""
    if IN_CHECKOUT:
        return SHIPPED / "var"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "uitweg"
