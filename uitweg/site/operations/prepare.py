"""`./run prepare`, as root: users, folders, units, settings and the command `uitweg`.

May be run again at any moment, and has to be after each update of the code. Nothing that an
administrator changed is written over: what is ours to renew says so in its first line.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.as_service import PUBLIC, STAFF
from uitweg.site.operations.installed import CODE, COMMAND

DOCUMENTED_CODE = "/srv/uitweg/code"
OURS = "# Renewed by `uitweg prepare`: change it with systemctl edit, in /etc/systemd/system.\n"
SERVICES = (PUBLIC, STAFF)
WRITABLE_BY_OTHERS = 0o022
READABLE_BY_OTHERS = 0o005


@dataclass(frozen=True)
class Folder:
    """A folder of the installation: its path, its owner and its mode."""

    path: str
    owner: str
    mode: int


FOLDERS = (
    Folder("/etc/uitweg", "root", 0o755),
    Folder("/var/lib/uitweg", STAFF.user, 0o755),
    Folder("/var/lib/uitweg/materials", STAFF.user, 0o755),
    Folder("/var/lib/uitweg-public", PUBLIC.user, 0o700),
    Folder("/var/lib/uitweg-staff", STAFF.user, 0o700),
    Folder("/var/backups/uitweg", STAFF.user, 0o700),
    Folder("/var/lib/uitweg-backup-keys", STAFF.user, 0o700),
)


@dataclass(frozen=True)
class Machine:
    """Where an installation is made: below `root`, which is / but in tests."""

    root: Path = Path("/")
    code: Path = CODE

    def at(self, path: str | Path) -> Path:
        return self.root / str(path).lstrip("/")


def prepare(machine: Machine) -> list[str]:
    """Make what is missing and return a sentence for each thing. Raises Misconfigured."""
    if os.geteuid() != 0:
        raise Misconfigured(
            "Run this as root: it makes users, folders and services. To look around: ./run"
        )
    os.umask(0o022)
    check_checkout(machine.code)
    said = [line for service in SERVICES for line in _make_user(service.user)]
    said += [_make_folder(machine, folder) for folder in FOLDERS]
    said += install_units(machine)
    said += [_install_settings(machine, service.settings, service.user) for service in SERVICES]
    said.append(_link_command(machine))
    if machine.at("/run/systemd/system").exists():
        subprocess.run(["systemctl", "daemon-reload"], check=True)  # noqa: S607
    return said


def check_checkout(code: Path) -> None:
    """Raise Misconfigured unless root alone can change the code and every user can read it.

    Whoever can change it becomes root at the next `prepare`, and each service's user before that.
    """
    for path in (code, code / "run", code / "uitweg", code / "deploy", code / ".venv"):
        status = path.stat()
        if status.st_uid != 0 or status.st_mode & WRITABLE_BY_OTHERS:
            raise Misconfigured(
                f"{path} can be changed by others than root; "
                f"type: chown -R root:root {code} && chmod -R go-w {code}"
            )
        if not status.st_mode & READABLE_BY_OTHERS:
            raise Misconfigured(f"The services cannot read {path}; type: chmod -R go+rX {code}")
    closed = [folder for folder in code.parents if not folder.stat().st_mode & 0o001]
    python = (code / ".venv/bin/python").resolve()
    if closed or python.is_relative_to("/root") or python.is_relative_to("/home"):
        raise Misconfigured(
            f"The services cannot reach {closed[0] if closed else python}; put the code where "
            f"every user can read, such as {DOCUMENTED_CODE}, with a Python of the system."
        )


def _make_user(user: str) -> list[str]:
    try:
        pwd.getpwnam(user)
    except KeyError:
        home = ["--home-dir", f"/var/lib/{user}", "--no-create-home"]
        line = ["useradd", "--system", "--user-group", *home, "--shell", "/usr/sbin/nologin", user]
        subprocess.run(line, check=True)  # noqa: S603
        return [f"made     user {user}"]
    return [f"is there user {user}"]


def _make_folder(machine: Machine, folder: Folder) -> str:
    """Make a folder; one that is there stays as it is, and is named when it is another's."""
    path, owner = machine.at(folder.path), pwd.getpwnam(folder.owner)
    if not path.exists():
        path.mkdir(parents=True, mode=0o755)
        os.chown(path, owner.pw_uid, owner.pw_gid)
        path.chmod(folder.mode)
        return f"made     {folder.path}"
    status = path.stat()
    if status.st_uid != owner.pw_uid or status.st_mode & 0o777 & ~folder.mode:
        return (
            f"LOOK     {folder.path} should belong to {folder.owner}, mode {folder.mode:04o}: "
            f"chown {folder.owner}: {folder.path} && chmod {folder.mode:04o} {folder.path}"
        )
    return f"is there {folder.path}"


def install_units(machine: Machine) -> list[str]:
    """Copy the units to /usr/local/lib/systemd/system, with the path of this checkout in them."""
    source = machine.code / "deploy/systemd"
    return [
        _install_unit(machine, file, file.relative_to(source))
        for file in sorted(source.rglob("*"))
        if file.is_file()
    ]


def _install_unit(machine: Machine, file: Path, name: Path) -> str:
    title = f"/usr/local/lib/systemd/system/{name}"
    path, text = machine.at(title), OURS + file.read_text(encoding="utf-8")
    text = text.replace(DOCUMENTED_CODE, str(machine.code))
    if path.exists():
        present = path.read_text(encoding="utf-8")
        if present == text:
            return f"is there {title}"
        if not present.startswith(OURS):
            return f"KEPT     {title}, which somebody changed; ours is {file}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.parent.chmod(0o755)
    path.chmod(0o644)
    return f"made     {title}"


def _install_settings(machine: Machine, settings: Path, user: str) -> str:
    path = machine.at(settings)
    if path.exists():
        return f"is there {settings}"
    path.touch(mode=0o640)
    path.write_bytes((machine.code / "deploy/environment" / settings.name).read_bytes())
    os.chown(path, 0, pwd.getpwnam(user).pw_gid)
    path.chmod(0o640)
    return f"made     {settings}: write your city's settings in it"


def _link_command(machine: Machine) -> str:
    path, to = machine.at(COMMAND), machine.code / "deploy/uitweg"
    if path.is_symlink() and path.readlink() == to:
        return f"is there {COMMAND}"
    if path.exists() and not path.is_symlink():
        return f"KEPT     {COMMAND}, which is not ours; ours is {to}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to(to)
    return f"made     {COMMAND}"
