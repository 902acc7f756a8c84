"""Read a mail that was dropped, or say in a Dutch sentence why not."""

from dataclasses import dataclass, field

from uitweg.platform.sandbox.process import ParserError, ParserRefused, run_parser

MAIL_KINDS = {"eml": "eml", "msg": "msg"}
"""The endings under which mail programs save a mail."""
CANNOT_READ_SENTENCES = {
    "broken": "“{name}” is geen mail die we kunnen lezen. Bewaar de mail opnieuw en probeer het "
    "nog eens. Er is niets bewaard.",
    "many": "In “{name}” zitten meer dan 50 bestanden. Kies zelf welke je nodig hebt. "
    "Er is niets bewaard.",
    "pieces": "“{name}” bestaat uit meer dan 10.000 stukjes. Dat is geen gewone mail, en we lezen "
    "haar niet. Er is niets bewaard.",
    "much": "In “{name}” zit meer dan 60 MB aan tekst en bestanden. Kies zelf welke bestanden je "
    "nodig hebt. Er is niets bewaard.",
}
READING_MEMORY_BYTES = 512 * 1024**2
"""A mail of 30 MB, the largest we take, needs about 300 MB."""
LARGEST_ANSWER_BYTES = 68 * 1024**2
"""The most that the child takes out of a mail (MOST_MAIL_BYTES), and some room around it."""


class CannotReadMail(Exception):
    """This mail cannot be read; the text is a sentence that says why."""


@dataclass(frozen=True)
class ReadMail:
    """What was read of a mail. `sent` is ISO 8601 or ""; `files` are (name, media type, bytes)."""

    sender: str
    to: str
    subject: str
    sent: str
    text: str = field(repr=False)
    files: tuple[tuple[str, str, bytes], ...] = field(repr=False)


def read_mail(name: str, content: bytes) -> ReadMail:
    """Read a mail by the ending of its name. Raises CannotReadMail."""
    try:
        answer = run_parser(
            "mail",
            content,
            kind=MAIL_KINDS[extension_of(name)],
            memory=READING_MEMORY_BYTES,
            most_answer=LARGEST_ANSWER_BYTES,
            most_values=LARGEST_ANSWER_BYTES,
        )
        values = answer.values
        head = {
            field_name: values[field_name]
            for field_name in ("sender", "to", "subject", "sent", "text")
        }
        files = tuple(
            (file_name, media_type, file)
            for (file_name, media_type), file in zip(values["files"], answer.files, strict=True)
        )
        return ReadMail(**head, files=files)
    except ParserRefused as refusal:
        sentence = CANNOT_READ_SENTENCES.get(refusal.why, CANNOT_READ_SENTENCES["broken"])
        raise CannotReadMail(sentence.format(name=name)) from None
    except (ParserError, ValueError, KeyError, TypeError):
        raise CannotReadMail(CANNOT_READ_SENTENCES["broken"].format(name=name)) from None


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
