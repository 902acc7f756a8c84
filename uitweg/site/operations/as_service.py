"""The command `uitweg` of an installed city: one command as its own user, with its own settings.

`uitweg doctor` runs as uitweg-staff with /etc/uitweg/staff.env; `uitweg --public doctor`, and what
has `--door public`, as uitweg-public with public.env. Root becomes that user, who may type it too.
"""

import os
import pwd
import resource
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from uitweg.site.config.environment import Misconfigured
from uitweg.site.config.environment_file import environment_in
from uitweg.site.operations.installed import CODE

SETTINGS = Path("/etc/uitweg")
PASSED_ON = ("LANG", "LC_ALL", "TERM", "NO_COLOR")
"""What else of the caller's environment the command gets, so that it prints readably."""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NO_SERVICE = frozenset({"prepare", "help", "--help", "-h"})
"""What belongs to neither user."""
LOOKS_AT_A_DOOR = frozenset({"doctor", "serve"})


@dataclass(frozen=True)
class ServiceUser:
    """A system user and the file with its settings."""

    user: str
    settings: Path


PUBLIC = ServiceUser("uitweg-public", SETTINGS / "public.env")
STAFF = ServiceUser("uitweg-staff", SETTINGS / "staff.env")


def main(words: list[str]) -> int:
    """Run one command instead of this process; return 2 after a sentence when that cannot be."""
    try:
        if not words or words[0] in NO_SERVICE:
            _become_command(words or ["help"], dict(os.environ))
        service, words = service_for(words)
        account = _account(service)
        environment = settings_for(service, account.pw_dir)
        _become(account)
    except Misconfigured as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return _become_command(words, environment)


def service_for(words: list[str]) -> tuple[ServiceUser, list[str]]:
    """Return who runs this command, and the command without `--public`."""
    if words[0] == "--public":
        return PUBLIC, _at_the_public_door(words[1:]) or ["help"]
    said = " ".join(words).replace("=", " ").split()
    named = ("--door", "public") in pairwise(said)
    return (PUBLIC if named else STAFF), words


def _at_the_public_door(words: list[str]) -> list[str]:
    """Return the command with that door named, where a command looks at a door."""
    looks_at_a_door = bool(words) and words[0] in LOOKS_AT_A_DOOR and "--door" not in words
    return [*words, "--door", "public"] if looks_at_a_door else words


def settings_for(service: ServiceUser, home: str) -> dict[str, str]:
    """Return the whole environment of the command. Raises Misconfigured."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    own = {"PATH": PATH, "HOME": home, "USER": service.user, "LOGNAME": service.user}
    return {**passed_on, **own, **environment_in(service.settings)}


def _become_command(words: list[str], environment: dict[str, str]) -> NoReturn:
    os.execve(CODE / "run", ["run", *words], environment)  # noqa: S606


def _account(service: ServiceUser) -> pwd.struct_passwd:
    try:
        account = pwd.getpwnam(service.user)
    except KeyError:
        raise Misconfigured(
            f"There is no user {service.user}. As root: {CODE / 'run'} prepare"
        ) from None
    if os.geteuid() not in {0, account.pw_uid}:
        raise Misconfigured(f"Type this as root or as {service.user}.")
    return account


def _become(account: pwd.struct_passwd) -> None:
    if os.geteuid() == 0:
        os.initgroups(account.pw_name, account.pw_gid)
        os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
        os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
