"""Files on the team's side: list, decrypt and clean what came in, seal what goes with an answer."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from uitweg.channel.attachments.actions.uploads import SealedFile
from uitweg.channel.attachments.rules.attachments import FileUse
from uitweg.channel.conversation.actions import decryption
from uitweg.channel.conversation.models import Attachment, Chunk, Report
from uitweg.channel.conversation.rules.sizes import CHUNKS_PER_DOWNLOAD, LARGEST_ANSWER
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sandbox.clean import run
from uitweg.platform.sandbox.clean.run import CannotClean, CleanedFile
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import CannotOpen, FileDescription, Malformed

OPEN_REPORT_FILE = Act("report:file", "Bestand geopend")

FIRST_BYTES = 16  # the bytes at the start of a file that tell its type
KNOWN_EXTENSIONS = frozenset(
    {"avi", "avif", "csv", "doc", "docx", "eml", "gif", "heic", "jpg", "jpeg", "m4a", "mkv"}
    | {"mov", "mp3", "mp4", "odt", "ogg", "opus", "pdf", "png", "ppt", "pptx", "rtf", "txt"}
    | {"vcf", "wav", "webm", "webp", "xls", "xlsx", "zip", "amr", "3gp", "aac", "flac"}
)
"""Extensions a downloaded file keeps, so that the member's computer opens the right program."""

FILES_TOO_LARGE = "Samen zijn deze bestanden groter dan 25 MB. Stuur er minder."
CANNOT_CLEAN = (
    "Uit “{name}” kunnen we niet weghalen wie het maakte en waar. "
    "Stuur het als foto (JPG, PNG), als PDF of als geluid (MP3)."
)


class AttachmentRefusal(Refusal):
    REPORT_DELETED_FILE = "De melder heeft dit gesprek gewist. Het bestand is er niet meer."


class DamagedFile(Exception):
    """The stored chunks do not make up the file that the message describes."""


@dataclass(frozen=True, slots=True)
class SentAttachment:
    """One file as its message describes it; `attached` is None when it never arrived."""

    description: FileDescription = field(repr=False)
    attachment: Attachment | None

    @property
    def number(self) -> str:
        return self.attachment.number if self.attachment else ""

    @property
    def kind(self) -> str:
        """Return the Dutch word for the type the sender gave it."""
        words = {"image": "foto", "video": "video", "audio": "geluid"}
        return words.get(self.description.type.partition("/")[0], "bestand")


def attachments_of(report: Report) -> dict[tuple[str, int, bytes], Attachment]:
    """Return the files of a report by ("message" or "answer", the id of that row, file hash)."""
    attachments = {}
    for row in Attachment.objects.filter(report=report):
        sender = ("message", row.message_id) if row.message_id else ("answer", row.answer_id or 0)
        attachments[(*sender, bytes(row.file_hash))] = row
    return attachments


def match_attachments(
    stored: dict[tuple[str, int, bytes], Attachment],
    kind: str,
    pk: int,
    described: Iterable[FileDescription],
) -> tuple[SentAttachment, ...]:
    """Pair the files a message or answer describes with those stored for it.

    `kind` and `pk` name that message or answer, so that it cannot claim a file of another one.
    """
    return tuple(
        SentAttachment(file, stored.get((kind, pk, files.stored_name(file.id))))
        for file in described
    )


def find_attachment(*, report: Report, number: int, by: Actor, use: FileUse) -> SentAttachment:
    """Return one file of this report and write an audit log entry.

    `use` is what the audit log says is done with it. Raises NotAllowed,
    Attachment.DoesNotExist when there is no such file or its message cannot be decrypted, and
    NotPossible when the reporter deleted the conversation.
    """
    require(by, Permission.REPORT_READ, report)
    if report.is_deletion_asked:
        raise NotPossible(AttachmentRefusal.REPORT_DELETED_FILE)
    attachment = Attachment.objects.select_related("message", "answer").get(
        pk=number, report=report
    )
    audit_log.record(by.member, OPEN_REPORT_FILE, report, reason=f"{attachment.number} {use}")
    for file in _described_files(report, attachment, by.keyring):
        if files.stored_name(file.id) == bytes(attachment.file_hash):
            return SentAttachment(file, attachment)
    raise Attachment.DoesNotExist


def _described_files(
    report: Report, attachment: Attachment, keyring: Keyring
) -> tuple[FileDescription, ...]:
    """Return all files of the message or answer this one came with; empty if it stays sealed."""
    content = (
        decryption.decrypt_message(report, attachment.message, keyring)
        if attachment.message
        else decryption.decrypt_answer(report, attachment.answer, keyring)
        if attachment.answer
        else None
    )
    return content.files if content else ()


def decrypt_chunks(sent: SentAttachment) -> Iterator[bytes]:
    """Yield the decrypted chunks of a file. Raises DamagedFile, at the latest at the end."""
    try:
        yield from files.open_chunks(sent.description, _sealed_chunks(sent))
    except (CannotOpen, Malformed):
        raise DamagedFile from None


def _sealed_chunks(sent: SentAttachment) -> Iterator[bytes]:
    file_hash, first = files.stored_name(sent.description.id), 0
    while True:
        rows = Chunk.objects.filter(
            file_hash=file_hash, place__gte=first, place__lt=first + CHUNKS_PER_DOWNLOAD
        ).order_by("place")
        chunks = [bytes(sealed) for sealed in rows.values_list("sealed", flat=True)]
        yield from chunks
        if len(chunks) < CHUNKS_PER_DOWNLOAD:
            return
        first += CHUNKS_PER_DOWNLOAD


def clean_attachment(sent: SentAttachment) -> CleanedFile:
    """Decrypt a file and remove its metadata. Raises CannotClean, DamagedFile."""
    return clean_chunks(decrypt_chunks(sent), size=sent.description.size)


def clean_chunks(chunks: Iterator[bytes], *, size: int) -> CleanedFile:
    """Remove the metadata of a decrypted file of `size` bytes. Raises CannotClean."""
    if size > run.LARGEST_CLEANABLE_BYTES:
        raise CannotClean
    start = next(chunks, b"")
    kind = run.file_kind(start[:FIRST_BYTES])
    if not kind:
        raise CannotClean
    return run.clean_file(b"".join((start, *chunks)), kind)


def safe_extension(name: str) -> str:
    """Return the extension of a file name if it is known, else "bin": it could be a program."""
    extension = name.rpartition(".")[2].lower()
    return extension if extension in KNOWN_EXTENSIONS else "bin"


@dataclass(frozen=True, slots=True)
class FileToSend:
    """A file for an answer, cleaned and sealed: its description and its ciphertext."""

    file: FileDescription = field(repr=False)
    sealed_file: SealedFile


class FilesNotSendable(Exception):
    """These files cannot go with an answer; the message, in Dutch, says which and why."""


def prepare_files(chosen: Sequence[tuple[str, bytes]]) -> list[FileToSend]:
    """Clean and seal the files (name, content) a member chose. Raises FilesNotSendable."""
    if sum(len(content) for _, content in chosen) > LARGEST_ANSWER:
        raise FilesNotSendable(FILES_TOO_LARGE)
    prepared = []
    for place, (name, content) in enumerate(chosen, start=1):
        try:
            prepared.append(prepare_file(content, place=place))
        except CannotClean:
            raise FilesNotSendable(CANNOT_CLEAN.format(name=name)) from None
    return prepared


def prepare_file(content: bytes, *, place: int) -> FileToSend:
    """Clean and seal a file under the neutral name bijlage-`place`. Raises CannotClean."""
    cleaned = run.clean_file(content, run.file_kind(content[:FIRST_BYTES]))
    file = files.describe(
        cleaned.content,
        name=f"bijlage-{place}.{cleaned.extension}",
        kind=cleaned.media_type,
        removed=", ".join(cleaned.removed),
    )
    return FileToSend(file, SealedFile.seal(file, cleaned.content))
