"""The files that go along in a package: opened, without their traces, in the file itself."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field

from uitweg.casework.cases.actions import files
from uitweg.casework.cases.models import Case
from uitweg.casework.subject_access.rules import PackageItem
from uitweg.channel.actions.attachments import DamagedFile
from uitweg.channel.rules.attachments import FileUse
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.sandbox.clean.run import CannotClean

MAX_PACKAGE_MB = 10
MAX_PACKAGE_BYTES = MAX_PACKAGE_MB * 1024 * 1024
"""All files of one package together: it lies sealed in one row, and is one page to open."""


class CannotIncludeFile(Exception):
    """A file that was chosen cannot go along; `title` says which, "" that it is too much at once.

    Nothing is changed.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title


@dataclass(frozen=True)
class EmbeddedFile:
    """A file as it leaves; `address` is all of it, as a data: address. Its name stays here."""

    name: str
    is_picture: bool
    address: str = field(repr=False)


def embed_files(
    items: Iterable[PackageItem],
    *,
    case: Case,
    by: Actor,
) -> dict[str, EmbeddedFile]:
    """Open and clean the files among these items, by id; each is in the audit log before.

    Raises CannotTake for one that cannot be cleaned or opened, and for too much.
    """
    along = [one for one in items if one.file]
    if sum(one.size for one in along) > MAX_PACKAGE_BYTES:
        raise CannotIncludeFile("")
    return {
        one.id: _embed_file(one, nth, case=case, by=by) for nth, one in enumerate(along, start=1)
    }


def _embed_file(
    item: PackageItem,
    nth: int,
    *,
    case: Case,
    by: Actor,
) -> EmbeddedFile:
    entry, number = item.file or (0, 0)
    row = case.entries.select_related("case").get(pk=entry)
    held = files.find_file(case=case, entry=row, number=number, by=by, use=FileUse.CLEANED)
    if held is None:
        raise CannotIncludeFile(item.text)
    try:
        made = files.clean_file(held)
    except (CannotClean, DamagedFile):
        raise CannotIncludeFile(item.text) from None
    whole = b64encode(made.content).decode()
    is_picture = made.media_type.startswith("image/")
    return EmbeddedFile(
        f"bestand-{nth}.{made.extension}", is_picture, f"data:{made.media_type};base64,{whole}"
    )
