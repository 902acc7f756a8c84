"""Commands that make, change, copy and bring back the two stores."""

import argparse
import re
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from uitweg.site.config import secret_files
from uitweg.site.operations import in_use
from uitweg.site.operations.commands.setting_up import (
    Command,
    Subparsers,
    data_folder,
    load_django,
    refuse,
)


def add_to(commands: Subparsers) -> None:
    """Add what these commands ask."""
    _add_making_to(commands)
    _add_copying_to(commands)


def _add_making_to(commands: Subparsers) -> None:
    init = commands.add_parser(
        "init", help="make the team, its first member (a lead) and the recovery sheet"
    )
    init.add_argument("--name", help="the first member's name")
    init.add_argument("--login", help="the first member's login name, such as fatima")
    confirm = commands.add_parser(
        "confirm",
        help="say that a member is a person of their own, or that their invitation is right",
    )
    confirm.add_argument("login", help="the member's login name, such as fatima")
    new_secret = commands.add_parser(
        "new-secret", help="make the secret file of a door, on a new installation"
    )
    new_secret.add_argument("--door", choices=secret_files.DOORS, required=True)
    migrate = commands.add_parser("migrate", help="bring both stores up to date")
    one_of = migrate.add_mutually_exclusive_group()
    one_of.add_argument("--plan", action="store_true", help="only say what would be done, and how")
    one_of.add_argument("--back", action="store_true", help="undo what the last migrate did")


def _add_copying_to(commands: Subparsers) -> None:
    backup = commands.add_parser("backup", help="copy both stores into one file, under load")
    backup.add_argument("target", type=Path, help="a new file, or a folder: then it gets a name")
    backup.add_argument(
        "--keep-days", type=_days, metavar="N", help="remove older backups from the folder"
    )
    backup.add_argument(
        "--with-secrets", action="store_true", help="also the doors' secrets; keep it apart"
    )
    restore = commands.add_parser("restore", help="put a backup back into an empty data folder")
    restore.add_argument("file", type=Path, help="a backup, or a folder: then its newest")
    restore.add_argument("--over", action="store_true", help="move what is there aside first")
    restore.add_argument(
        "--sheet", action="store_true", help="read the recovery sheet's words and try them"
    )
    restore.add_argument(
        "--journal", type=Path, metavar="FILE", help="the destroyed.journal of another machine"
    )
    destroy_again = commands.add_parser(
        "destroy-again", help="after another tool put the databases back: destroy what was before"
    )
    destroy_again.add_argument(
        "--journal", type=Path, metavar="FILE", help="the destroyed.journal of another machine"
    )
    rehearse = commands.add_parser(
        "rehearse", help="put the newest backup back in a scratch place, and open a door on it"
    )
    rehearse.add_argument("file", type=Path, nargs="?", help="a backup, or a folder of backups")
    rehearse.add_argument("--sheet", action="store_true", help="try the recovery sheet too")


def _init(arguments: argparse.Namespace) -> int:
    load_django()
    from uitweg.site.operations import founding

    return founding.run(name=arguments.name, login_name=arguments.login)


def _confirm(arguments: argparse.Namespace) -> int:
    load_django()
    refuse(secret_files.secret_problem())
    from uitweg.site.operations import founding

    print(founding.confirm(login_name=arguments.login))
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    load_django()
    from uitweg.site.operations import upgrading

    if arguments.plan:
        lines = upgrading.plan_lines()
    else:
        lines = upgrading.go_back() if arguments.back else upgrading.migrate()
    for line in lines:
        print(line)
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    load_django()
    from django.utils import timezone

    from uitweg.site.operations.backup import making

    with in_use.shared(data_folder()):
        summary = making.make_backup(
            arguments.target.absolute(),
            with_secrets=arguments.with_secrets,
            keep_days=arguments.keep_days,
            now=timezone.now(),
        )
    print("\n".join(summary))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from uitweg.site.operations.backup import restore

    words = _read_recovery_sheet() if arguments.sheet else None
    now = datetime.fromtimestamp(
        time.time(), UTC
    )  # Django's timezone.now needs the settings, which restore changes first
    summary = restore.run(
        arguments.file.absolute(),
        over=arguments.over,
        words=words,
        journal=arguments.journal,
        now=now,
    )
    print("\n".join(summary))
    return 0


def _destroy_again(arguments: argparse.Namespace) -> int:
    load_django()
    refuse(secret_files.secret_problem())
    from django.utils import timezone

    from uitweg.platform.store import destroyed
    from uitweg.site.operations.backup import replay

    own = destroyed.journal_path()
    journals = [path for path in (own if own.exists() else None, arguments.journal) if path]
    with in_use.alone(data_folder()):
        found = replay.replay(journals, knows_secret=True, now=timezone.now())
        if arguments.journal:
            destroyed.merge_into(own, arguments.journal)
    print("\n".join(found))
    return 0


def _read_recovery_sheet() -> str:
    """Read the 24 words from standard input, without the numbers that may stand before them."""
    if sys.stdin.isatty():
        print("The recovery sheet's 24 words, then Ctrl-D:", file=sys.stderr)
    return re.sub(r"\d+\.?", " ", sys.stdin.read())


def _new_secret(arguments: argparse.Namespace) -> int:
    if arguments.door == "staff":
        load_django()
        refuse(secret_files.secret_problem())
    print(secret_files.new_secret(arguments.door, data_folder()))
    return 0


def _rehearse(arguments: argparse.Namespace) -> int:
    from uitweg.site.operations.backup import rehearsal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the scratch place goes then too
    words = _read_recovery_sheet() if arguments.sheet else None
    file = arguments.file.absolute() if arguments.file else None
    print(
        "\n".join(
            rehearsal.rehearse(file, words=words, now=datetime.fromtimestamp(time.time(), UTC))
        )
    )
    return 0


def _days(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 3650:
        raise argparse.ArgumentTypeError("a number of days from 1 to 3650")
    return int(value)


COMMANDS: dict[str, Command] = {
    "init": _init,
    "confirm": _confirm,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "destroy-again": _destroy_again,
    "new-secret": _new_secret,
    "rehearse": _rehearse,
}
