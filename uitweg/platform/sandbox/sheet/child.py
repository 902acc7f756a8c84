"""Read one spreadsheet inside the child process."""

from uitweg.platform.sandbox.process import ParserAnswer, Reader
from uitweg.platform.sandbox.sheet.table import read_tables


def load(_kind: str) -> Reader:
    """Return what reads a spreadsheet; there is one kind."""
    return _read


def _read(content: bytes) -> ParserAnswer:
    """Return the tables as values. Raises ParserRefused, or what the library raises."""
    return ParserAnswer(read_tables(content))
