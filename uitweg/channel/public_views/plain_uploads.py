"""One file without JavaScript: sealed at this door, from memory, before anything is stored."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from uitweg.channel.actions import inbox, uploads
from uitweg.channel.actions.uploads import SealedFile
from uitweg.channel.public_views import admission
from uitweg.channel.rules.sizes import LARGEST_PLAIN_FILE
from uitweg.platform.sealing import files as sealing
from uitweg.platform.sealing.files import FileDescription


class FilesToSend(NamedTuple):
    """What goes along with a message: the files as it describes them, and sealed."""

    files: tuple[FileDescription, ...] = ()
    brought: tuple[SealedFile, ...] = ()


class FileRefused(Exception):
    """The file cannot come along; `why` is the word for it, and the text is not lost."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def seal_chosen_file(request: HttpRequest, key: bytes) -> FilesToSend:
    """Return the file that came with the form, described and sealed; mostly there is none.

    A form that was stored before needs none any more. Raises FileRefused.
    """
    given = request.FILES.get("file")
    if given is None or not given.name or inbox.is_form_stored(key):
        return FilesToSend()
    size = given.size or 0
    if not size:
        raise FileRefused("empty")
    if size > LARGEST_PLAIN_FILE:
        raise FileRefused("large")
    if not admission.accepts_files() or not uploads.UPLOAD_ROOM.takes(
        size, today=timezone.localdate(), named=True
    ):
        raise FileRefused("full")
    content = given.read()
    named, kind = (given.name or "")[: sealing.LONGEST_NAME], (given.content_type or "")
    file = sealing.describe(content, name=named, kind=kind[: sealing.LONGEST_TYPE])
    return FilesToSend((file,), (SealedFile.of(file, content),))


def has_file(request: HttpRequest) -> bool:
    """Tell whether a file came along: a page cannot hold it, so it must be chosen anew."""
    return "file" in request.FILES
