"""The team's side of files: which there are, opening one, sending some with an answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from uitweg.channel.actions import decryption
from uitweg.channel.actions.uploads import SealedFile
from uitweg.channel.models import Attachment, Chunk, Report, Tombstone
from uitweg.channel.rules.sizes import CHUNKS_PER_DOWNLOAD, LARGEST_ANSWER
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sandbox.clean import run
from uitweg.platform.sandbox.clean.run import CannotClean, CleanedFile
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import CannotOpen, FileDescription, Malformed

FIRST_BYTES = 16  # bytes that tell what a file is
KNOWN_EXTENSIONS = frozenset(
    {"avi", "avif", "csv", "doc", "docx", "eml", "gif", "heic", "jpg", "jpeg", "m4a", "mkv"}
    | {"mov", "mp3", "mp4", "odt", "ogg", "opus", "pdf", "png", "ppt", "pptx", "rtf", "txt"}
    | {"vcf", "wav", "webm", "webp", "xls", "xlsx", "zip", "amr", "3gp", "aac", "flac"}
)
"""What a file may keep calling itself, so that the member's own programs know what to do."""


FILES_TOO_LARGE = "Samen zijn deze bestanden groter dan 25 MB. Stuur er minder."
CANNOT_CLEAN = (
    "Uit “{name}” kunnen we niet weghalen wie het maakte en waar. "
    "Stuur het als foto (JPG, PNG), als PDF of als geluid (MP3)."
)


class DamagedFile(Exception):
    """Its pieces do not make the file that the message describes."""


@dataclass(frozen=True, slots=True)
class SentAttachment:
    """One file as its message describes it; `attached` is None when it never came."""

    file: FileDescription = field(repr=False)
    attached: Attachment | None

    @property
    def number(self) -> str:
        return self.attached.number if self.attached else ""

    @property
    def kind(self) -> str:
        """Say in a word what its sender called it."""
        words = {"image": "foto", "video": "video", "audio": "geluid"}
        return words.get(self.file.type.partition("/")[0], "bestand")


def attachments_of(report: Report) -> dict[tuple[str, int, bytes], Attachment]:
    """Return the files of a conversation, by what sent them and the hash of their id."""
    found = {}
    for one in Attachment.objects.filter(report=report):
        by = ("message", one.message_id) if one.message_id else ("answer", one.answer_id or 0)
        found[(*by, bytes(one.file_hash))] = one
    return found


def match_attachments(
    there: dict[tuple[str, int, bytes], Attachment],
    kind: str,
    pk: int,
    said: Iterable[FileDescription],
) -> tuple[SentAttachment, ...]:
    """Match what a message says it sends with what came; it cannot name what others sent."""
    return tuple(
        SentAttachment(file, there.get((kind, pk, files.stored_name(file.id)))) for file in said
    )


def find_attachment(*, report: Report, number: int, by: Actor, why: str) -> SentAttachment:
    """Return one file of this report and record the reading; `why` is seen, clean or as-is.

    Raises Attachment.DoesNotExist when it is not here or its message does not open, NotPossible
    when the reporter wiped the conversation.
    """
    require(by.member, Permission.REPORT_READ, report)
    if Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists():
        raise NotPossible("report-deleted-file")
    attached = Attachment.objects.select_related("message", "answer").get(pk=number, report=report)
    audit_log.record(by.member, "report:file", report, reason=f"{attached.number} {why}")
    for file in _files_described_with(report, attached, by.keyring):
        if files.stored_name(file.id) == bytes(attached.file_hash):
            return SentAttachment(file, attached)
    raise Attachment.DoesNotExist


def _files_described_with(
    report: Report, attached: Attachment, keyring: Keyring
) -> tuple[FileDescription, ...]:
    opened = (
        decryption.decrypt_message(report, attached.message, keyring)
        if attached.message
        else decryption.decrypt_answer(report, attached.answer, keyring)
        if attached.answer
        else None
    )
    return opened.files if opened else ()


def decrypt_chunks(sent: SentAttachment) -> Iterator[bytes]:
    """Open a file piece by piece. Raises Damaged, at the latest behind the last piece."""
    try:
        yield from files.open_chunks(sent.file, _sealed_chunks(bytes_of=sent))
    except (CannotOpen, Malformed):
        raise DamagedFile from None


def _sealed_chunks(*, bytes_of: SentAttachment) -> Iterator[bytes]:
    file_hash, first = files.stored_name(bytes_of.file.id), 0
    while True:
        rows = Chunk.objects.filter(
            file_hash=file_hash, place__gte=first, place__lt=first + CHUNKS_PER_DOWNLOAD
        ).order_by("place")
        found = [bytes(one) for one in rows.values_list("sealed", flat=True)]
        yield from found
        if len(found) < CHUNKS_PER_DOWNLOAD:
            return
        first += CHUNKS_PER_DOWNLOAD


def clean_attachment(sent: SentAttachment) -> CleanedFile:
    """Open a file and take out what it should not tell. Raises CannotClean, Damaged."""
    return clean_chunks(decrypt_chunks(sent), size=sent.file.size)


def clean_chunks(opened: Iterator[bytes], *, size: int) -> CleanedFile:
    """Take out of an opened file what it should not tell. Raises CannotClean."""
    if size > run.LARGEST_CLEANABLE_BYTES:
        raise CannotClean
    start = next(opened, b"")
    kind = run.file_kind(start[:FIRST_BYTES])
    if not kind:
        raise CannotClean
    return run.clean_file(b"".join((start, *opened)), kind)


def safe_extension(name: str) -> str:
    """Return the ending a file may keep as it is; "bin" for what could be started."""
    end = name.rpartition(".")[2].lower()
    return end if end in KNOWN_EXTENSIONS else "bin"


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file for an answer, cleaned and sealed here."""

    file: FileDescription = field(repr=False)
    brought: SealedFile


class FilesNotSendable(Exception):
    """These files cannot go with an answer; the sentence says which and why."""


def prepare_files(given: Sequence[tuple[str, bytes]]) -> list[FileToSend]:
    """Clean and seal the files (name, bytes) a member chose. Raises NotSent."""
    if sum(len(content) for _, content in given) > LARGEST_ANSWER:
        raise FilesNotSendable(FILES_TOO_LARGE)
    made = []
    for place, (name, content) in enumerate(given, start=1):
        try:
            made.append(prepare_file(content, place=place))
        except CannotClean:
            raise FilesNotSendable(CANNOT_CLEAN.format(name=name)) from None
    return made


def prepare_file(content: bytes, *, place: int) -> FileToSend:
    """Clean and seal a member's file under a neutral name. Raises CannotClean."""
    made = run.clean_file(content, run.file_kind(content[:FIRST_BYTES]))
    file = files.describe(
        made.content,
        name=f"bijlage-{place}.{made.extension}",
        kind=made.media_type,
        removed=", ".join(made.removed),
    )
    return FileToSend(file, SealedFile.of(file, made.content))
