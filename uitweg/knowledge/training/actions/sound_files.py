"""Sound on the public door's disk, from where it leaves a little at a time.

A door that had it in memory would need 30 MB for each listener on a slow line. The store has the
sound; these are copies, named after its hash, and gone when a recording is off the air. Knows no
member: the public door loads this.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from uitweg.knowledge.training.actions.recordings import sound_between
from uitweg.knowledge.training.models import Recording
from uitweg.knowledge.training.rules.podcast import ByteRange

_WRITING = Lock()


@cache
def _folder() -> Path:
    """Return the folder of the copies; what an earlier door left there is gone."""
    folder = Path(settings.DATA) / "podcast-sound"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def sound_file(recording: Recording) -> Path | None:
    """Return the copy of a recording's sound, made when it is not there; None where none can be."""
    with suppress(OSError):
        path = _folder() / _name(recording)
        with _WRITING:
            if not path.exists():
                _write(path, recording)
        return path
    return None


def keep_only(on_air: Iterable[Recording]) -> None:
    """Remove the copies of all recordings but these."""
    names = {_name(recording) for recording in on_air}
    with suppress(OSError), _WRITING:
        for path in _folder().iterdir():
            if path.name not in names:
                path.unlink(missing_ok=True)


def _write(path: Path, recording: Recording) -> None:
    """Write the copy beside its place and move it there when it is whole."""
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            for piece in sound_between(recording, ByteRange(0, recording.size - 1)):
                file.write(piece)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)  # on a full disk the room is for what people send
        raise


def _name(recording: Recording) -> str:
    return f"{bytes(recording.sha256).hex()}.{recording.kind}"
