"""How this installation was made, and whose it is: what commands print and refuse depends on it."""

import os
import pwd
from pathlib import Path

from uitweg.site.config.environment import Misconfigured

CODE = Path(__file__).resolve().parents[3]
COMMAND = Path("/usr/local/bin/uitweg")
"""Where `./run prepare` links `deploy/uitweg`."""


def is_prepared() -> bool:
    """Say whether `uitweg` on this machine is the command of this checkout."""
    return COMMAND.resolve() == CODE / "deploy" / "uitweg"


def command_name() -> str:
    """Return what an administrator types before a command: `uitweg`, or `./run`."""
    return "uitweg" if is_prepared() else "./run"


def how_to_start() -> str:
    """Return the line that starts both doors and the worker."""
    if is_prepared():
        return "systemctl enable --now uitweg.target"
    return "./run serve --door public    ./run serve --door staff    ./run worker"


def refuse_root(data: Path) -> None:
    """Raise Misconfigured when root would leave files where another user could not read them."""
    if os.geteuid() != 0 or not data.exists():
        return
    if owner := data.stat().st_uid:
        name = _name_of(owner)
        instead = "uitweg COMMAND" if is_prepared() else f"runuser -u {name} -- ./run COMMAND"
        raise Misconfigured(
            f"{data} belongs to {name}, who could not read what root leaves there; type: {instead}"
        )


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
