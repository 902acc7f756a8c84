"""The files that go into a package: decrypted, cleaned, and embedded in the HTML."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.files import actions as files
from uitweg.casework.subject_access.rules import PackageItem
from uitweg.channel.attachments.actions.attachments import DamagedFile
from uitweg.channel.attachments.rules.attachments import FileUse
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sandbox.clean.run import CannotClean

MAX_PACKAGE_MB = 10
MAX_PACKAGE_BYTES = MAX_PACKAGE_MB * 1024 * 1024
"""Of all files together: the package is encrypted in one row and opened as one page."""


class CannotIncludeFile(Exception):
    """A chosen file cannot go in; `title` names it, "" when the files are too large together."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title


@dataclass(frozen=True)
class EmbeddedFile:
    """A cleaned file under a neutral name; `address` is a data: URL that holds all of it."""

    name: str
    is_picture: bool
    address: str = field(repr=False)


def embed_files(
    items: Iterable[PackageItem],
    *,
    case: Case,
    by: Actor,
) -> dict[str, EmbeddedFile]:
    """Decrypt and clean the files among these items; return them by item id.

    The audit log records each file before it is opened. Raises CannotIncludeFile for a file that
    cannot be opened or cleaned, and when the files are too large together.
    """
    file_items = [item for item in items if item.file]
    if sum(item.size for item in file_items) > MAX_PACKAGE_BYTES:
        raise CannotIncludeFile("")
    return {
        item.id: _embed_file(item, number, case=case, by=by)
        for number, item in enumerate(file_items, start=1)
    }


def _embed_file(
    item: PackageItem,
    number_in_package: int,
    *,
    case: Case,
    by: Actor,
) -> EmbeddedFile:
    entry_id, number = item.file or (0, 0)
    entry = case.entries.select_related("case").get(pk=entry_id)
    case_file = files.find_file(case=case, entry=entry, number=number, by=by, use=FileUse.CLEANED)
    if case_file is None:
        raise CannotIncludeFile(item.text)
    try:
        cleaned = files.clean_file(case_file)
    except (CannotClean, DamagedFile):
        raise CannotIncludeFile(item.text) from None
    content = b64encode(cleaned.content).decode()
    return EmbeddedFile(
        name=f"bestand-{number_in_package}.{cleaned.extension}",
        is_picture=cleaned.media_type.startswith("image/"),
        address=f"data:{cleaned.media_type};base64,{content}",
    )
