"""One file without JavaScript: read into memory and sealed before anything is stored."""

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
    """The files of a message: their descriptions, which go inside it, and their ciphertext."""

    descriptions: tuple[FileDescription, ...] = ()
    sealed_files: tuple[SealedFile, ...] = ()


class FileRefused(Exception):
    """The file is not accepted; `why` is empty, large or full. The message's text is not lost."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def seal_chosen_file(request: HttpRequest, key: bytes) -> FilesToSend:
    """Seal the file that was chosen in the form; mostly there is none.

    When the form with this `key` is stored already, this is a retry and its file is ignored.
    Raises FileRefused.
    """
    chosen = request.FILES.get("file")
    if chosen is None or not chosen.name or inbox.is_form_stored(key):
        return FilesToSend()
    size = chosen.size or 0
    if not size:
        raise FileRefused("empty")
    if size > LARGEST_PLAIN_FILE:
        raise FileRefused("large")
    if not admission.accepts_files() or not uploads.UPLOAD_ROOM.reserve(
        size, today=timezone.localdate(), named=True
    ):
        raise FileRefused("full")
    content = chosen.read()
    name = chosen.name[: sealing.LONGEST_NAME]
    kind = (chosen.content_type or "")[: sealing.LONGEST_TYPE]
    file = sealing.describe(content, name=name, kind=kind)
    return FilesToSend((file,), (SealedFile.seal(file, content),))


def has_file(request: HttpRequest) -> bool:
    """Tell whether a file was chosen: HTML cannot keep it in a form, so it must be chosen again."""
    return "file" in request.FILES
