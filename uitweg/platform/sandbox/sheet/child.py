"""Read one spreadsheet inside the child process."""

from uitweg.platform.sandbox.process import ParserAnswer
from uitweg.platform.sandbox.sheet.table import read_tables


def run(_kind: str, content: bytes) -> ParserAnswer:
    """Return the tables as values. Raises ParserRefused, or what the library raises."""
    return ParserAnswer(read_tables(content))
