"""One file without JavaScript: read into memory and sealed before anything is stored."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from uitweg.channel.admission.public_views import admission
from uitweg.channel.attachments.actions import uploads
from uitweg.channel.attachments.actions.uploads import SealedFile
from uitweg.channel.attachments.rules import upload_room
from uitweg.channel.conversation.rules.sizes import LARGEST_PLAIN_FILE
from uitweg.platform.sealing import files as sealing
from uitweg.platform.sealing.files import FileDescription


class ChosenFile(NamedTuple):
    """A file in memory: its description, which goes inside the message, and its content."""

    description: FileDescription
    content: bytes

    def seal(self) -> SealedFile:
        """Return its ciphertext. Raises FileRefused when there is no room for it now."""
        counts = uploads.UPLOAD_ROOM.counts(timezone.localdate())
        has_room = upload_room.has_room(counts, len(self.content), named=True)
        if not admission.accepts_files() or not has_room:
            raise FileRefused("full")
        uploads.UPLOAD_ROOM.count_stored(len(self.content), named=True)
        return SealedFile.seal(self.description, self.content)


class FileRefused(Exception):
    """The file is not accepted; `why` is empty, large or full. The message's text is not lost."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read_chosen_file(request: HttpRequest) -> ChosenFile | None:
    """Return the file that was chosen in the form; mostly there is none. Raises FileRefused."""
    chosen = request.FILES.get("file")
    if chosen is None or not chosen.name:
        return None
    size = chosen.size or 0
    if not size:
        raise FileRefused("empty")
    if size > LARGEST_PLAIN_FILE:
        raise FileRefused("large")
    content = chosen.read()
    name = chosen.name[: sealing.LONGEST_NAME]
    kind = (chosen.content_type or "")[: sealing.LONGEST_TYPE]
    return ChosenFile(sealing.describe(content, name=name, kind=kind), content)


def has_file(request: HttpRequest) -> bool:
    """Tell whether a file was chosen: HTML cannot keep it in a form, so it must be chosen again."""
    return "file" in request.FILES
