"""Where the files are that are not Python: beside the code in a checkout, inside a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
IN_CHECKOUT = (_PACKAGE.parent / "pyproject.toml").is_file()
SHIPPED = _PACKAGE.parent if IN_CHECKOUT else _PACKAGE / "shipped"
"""Holds content/, policy/ and LICENSE."""
