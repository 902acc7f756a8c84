"""The doors' secret files: made once on purpose, and never silently made anew.

What a new secret would lose: members' phone codes and passkey rows, waiting secret messages
(staff.secret), and every badge that was given out (public.secret).
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from uitweg.platform.sealing import tokens
from uitweg.site.config.environment import Misconfigured

SETTING = "UITWEG_SECRET_FILE"
SHORTEST = 32
DOORS = ("public", "staff")


def secret_path(door: str, data: Path) -> Path:
    """Return where this door's secret is, or should be; the worker and tools use the staff's."""
    return Path(
        os.environ.get(SETTING) or data / f"{'public' if door == 'public' else 'staff'}.secret"
    )


def read_secret(path: Path) -> str:
    """Return the text of a secret file, "" when there is none. Raises Misconfigured."""
    try:
        value = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise Misconfigured(f"{SETTING} is '{path}', and there is no such folder.") from None
        return ""
    except OSError as error:
        raise Misconfigured(
            f"{SETTING} is '{path}' and cannot be read: {error.strerror}."
        ) from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{path} holds other characters than a secret has.") from None
    if len(value) < SHORTEST:
        raise Misconfigured(
            f"{path} holds less than {SHORTEST} characters; put the copy of the secret back, or on "
            f"a new installation remove it and type {_command(path)}."
        )
    return value


def make_secret(path: Path, text: str = "") -> bool:
    """Make a secret file unless it is there; return whether this call made it.

    `text` is the secret that this process uses already, when there was no file. It is written to
    a temporary file, for this user only, and then linked into place: two processes that start
    together read the same secret, and never half of it.
    """
    if path.exists():
        return False
    try:
        return _link_new_secret(path, text or tokens.token_text(48))
    except OSError as error:
        raise Misconfigured(
            f"{SETTING} is '{path}' and cannot be made: {error.strerror}."
        ) from None


def _link_new_secret(path: Path, text: str) -> bool:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
            return True
    finally:
        Path(temporary).unlink()
    return False


def make_first_secrets() -> None:
    """Make the secrets of a new installation: with SQLite both, as both doors use this folder."""
    from django.conf import settings

    make_secret(settings.SECRET_FILE, settings.SECRET_KEY)
    if settings.POSTGRES is None or settings.DEMO:
        make_secret(secret_path("public", settings.DATA))


def new_secret(door: str, data: Path) -> str:
    """Make the secret of one door and return what to say of it. Raises Misconfigured."""
    path = secret_path(door, data)
    if not make_secret(path):
        raise Misconfigured(f"{path} is there already; a secret is never made anew over another.")
    return f"{path} is made. Keep a copy of it in another place than the backups."


def missing_secret(door: str, path: Path) -> str:
    """Return a sentence when this door's secret file is not there, else ""."""
    if path.exists():
        return ""
    return (
        f"The secret of the {door} door, {path}, is not there: put the copy of it back (or set "
        f"{SETTING}); only on a new installation make one: {_command(path, door)}."
    )


def _command(path: Path, door: str = "") -> str:
    door = door or ("public" if path.name.startswith("public") else "staff")
    return f"./run new-secret --door {door}"


def secret_problem() -> str:
    """Return a sentence when this process's secret is missing, or not the store's own; else "".

    The staff door's is tried on a member's phone code. Nothing in the channel store can try the
    public door's. Needs Django, and for the staff door its store.
    """
    from django.conf import settings
    from django.db import DatabaseError

    if settings.DOOR == "public":
        return missing_secret("public", settings.SECRET_FILE)
    try:
        return _staff_problem(settings.SECRET_FILE)
    except DatabaseError:
        return ""  # no store yet, or one that is not up to date: others say so


def _staff_problem(path: Path) -> str:
    from uitweg.platform.accounts.actions import login
    from uitweg.platform.accounts.models import Member
    from uitweg.platform.sealing.envelope import CannotOpen

    if not path.exists():
        return missing_secret("staff", path) if Member.objects.exists() else ""
    member = Member.objects.exclude(sealed_totp=b"").order_by("id").first()
    try:
        if member is not None:
            login.totp_of(member)
    except (CannotOpen, ValueError):
        return (
            f"{path} is another secret than the one with which the members' phone codes were "
            "sealed, so nobody can log in: put the right one in its place."
        )
    return ""
