"""Read one mail inside the child process."""

from collections.abc import Callable
from functools import partial

from uitweg.platform.sandbox.mail.mime import read_mime
from uitweg.platform.sandbox.mail.outlook import read_outlook
from uitweg.platform.sandbox.mail.parsed import LONGEST_TEXT, ParsedMail, one_line
from uitweg.platform.sandbox.process import ParserAnswer, Reader

READERS: dict[str, Callable[[bytes], ParsedMail]] = {"eml": read_mime, "msg": read_outlook}


def load(kind: str) -> Reader:
    """Return what reads a mail of this kind."""
    return partial(_read, READERS[kind])


def _read(reader: Callable[[bytes], ParsedMail], content: bytes) -> ParserAnswer:
    """Return a mail's header, text, and the names and types of its files as values; then the files.

    Raises ParserRefused for too many files, or what a reader raises for a broken mail.
    """
    mail = reader(content)
    if len(mail.whole_text) > LONGEST_TEXT:
        mail.add_file("tekst.txt", "text/plain", mail.whole_text.encode())
    header = {name: one_line(getattr(mail, name)) for name in ("sender", "to", "subject", "sent")}
    files = [[name, media_type] for name, media_type, _ in mail.files]
    return ParserAnswer(
        header | {"text": mail.text, "files": files}, tuple(file for _, _, file in mail.files)
    )
