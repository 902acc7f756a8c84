"""The command line: what a person who keeps an installation types."""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import in_use


def main(given: list[str]) -> int:
    """Run one command; 0 is good, 1 is a finding, 2 is a wrong setting or argument."""
    try:
        os.umask(0o077)  # what we make is for this user only
        given = ["--help"] if given == ["help"] else given or ["demo"]
        asked = _parser().parse_args(given)
        if asked.command == "serve":
            os.environ["UITWEG_DOOR"] = asked.door
        elif asked.command == "demo":
            os.environ["UITWEG_DEMO"] = "yes"
        return COMMANDS[asked.command](asked)
    except Misconfigured as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run", description="Uitweg")
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser(
        "demo", help="a fictional city on this machine, both doors and the worker"
    )
    demo.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    serve = commands.add_parser("serve", help="serve one door")
    serve.add_argument("--door", choices=["public", "staff"], required=True)
    serve.add_argument("--host", default="127.0.0.1")
    commands.add_parser("worker", help="timers, mail and tombstones")
    init = commands.add_parser(
        "init", help="make the team, its first member and the recovery sheet"
    )
    init.add_argument("--name", help="the first member's name")
    init.add_argument("--login", help="the first member's login name, such as fatima")
    init.add_argument(
        "--role", choices=["lead", "coordinator"], default="lead", help="a lead invites the others"
    )
    backup = commands.add_parser("backup", help="copy both stores into one file, under load")
    backup.add_argument("file", type=Path)
    backup.add_argument(
        "--with-secrets", action="store_true", help="also the doors' secrets; keep it apart"
    )
    restore = commands.add_parser("restore", help="put a backup back into an empty data folder")
    restore.add_argument("file", type=Path)
    restore.add_argument("--over", action="store_true", help="move what is there aside first")
    restore.add_argument(
        "--sheet", action="store_true", help="read the recovery sheet's words and try them"
    )
    commands.add_parser("make-demo", help="fill an empty data folder with the fictional city")
    commands.add_parser("migrate", help="bring both stores up to date")
    commands.add_parser("check-content", help="say what is wrong or stale in content/ and policy/")
    commands.add_parser("verify-audit", help="say whether the audit log is one unbroken chain")
    subject = commands.add_parser("logbook-name", help="say how a case is called in the logbook")
    subject.add_argument("case", help="its number, such as U-0012")
    commands.add_parser("docs", help="write the docs that are made from code")
    return parser


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()


def _demo(asked: argparse.Namespace) -> int:
    from uitweg.site.demo import run

    return run.run(fresh=asked.fresh)


def _serve(asked: argparse.Namespace) -> int:
    from uitweg.site.server import serve

    with in_use.shared(_data_folder()):
        return serve.run(door=asked.door, host=asked.host)


def _worker(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site.operations import worker

    with in_use.shared(_data_folder()):
        return worker.run()


def _data_folder() -> Path:
    return environment.folder("UITWEG_DATA", environment.DATA)


def _backup(asked: argparse.Namespace) -> int:
    _django()
    from django.utils import timezone

    from uitweg.site.operations import backup

    with in_use.shared(_data_folder()):
        told = backup.make_backup(
            asked.file.absolute(), with_secrets=asked.with_secrets, now=timezone.localtime()
        )
    print("\n".join(told))
    return 0


def _restore(asked: argparse.Namespace) -> int:
    from uitweg.site.operations import restore

    words = _read_recovery_sheet() if asked.sheet else None
    now = datetime.fromtimestamp(time.time(), UTC)  # Django's clock would load the settings
    told = restore.run(asked.file.absolute(), over=asked.over, words=words, now=now)
    print("\n".join(told))
    return 0


def _read_recovery_sheet() -> str:
    """Read the 24 words, and their numbers if they were typed too."""
    if sys.stdin.isatty():
        print("The recovery sheet's 24 words, then Ctrl-D:", file=sys.stderr)
    return re.sub(r"\d+\.?", " ", sys.stdin.read())


def _make_demo(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site.demo import city

    city.make_city()
    return 0


def _migrate(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site.config import stores

    stores.migrate()
    return 0


def _init(asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site.operations import founding

    return founding.run(name=asked.name, login_name=asked.login, role=asked.role)


def _check_content(_asked: argparse.Namespace) -> int:
    from uitweg.platform.content import report
    from uitweg.platform.policy import periods, retention

    text, code = report()
    print(text)
    folder = Path(os.environ.get("UITWEG_POLICY") or retention.POLICY_FOLDER)
    problems = {
        retention.RETENTION_FILE: retention.retention_problems(folder),
        periods.PERIODS_FILE: periods.period_problems(folder),
    }
    for file, wrong in problems.items():
        print("\n".join(map(str, wrong)) or f"policy/{file} can be obeyed.")
        code = 1 if wrong else code
    return code


def _verify_audit(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.platform.audit.actions import audit_log

    broken = audit_log.first_broken_entry()
    print(
        "The audit log is whole."
        if broken is None
        else f"The audit log is broken at entry {broken}."
    )
    return 0 if broken is None else 1


def _logbook_name(asked: argparse.Namespace) -> int:
    number = re.fullmatch(r"U-(\d{1,18})", asked.case)
    if not number:
        print("Give the number of a case, such as U-0012.", file=sys.stderr)
        return 2
    _django()
    from uitweg.platform.audit.actions import logboek

    print(logboek.subject_pseudonym(f"case:{int(number[1])}"))
    return 0


def _docs(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site.operations import generated_docs

    generated_docs.write_docs()
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": _demo,
    "serve": _serve,
    "worker": _worker,
    "init": _init,
    "backup": _backup,
    "restore": _restore,
    "make-demo": _make_demo,
    "migrate": _migrate,
    "check-content": _check_content,
    "verify-audit": _verify_audit,
    "logbook-name": _logbook_name,
    "docs": _docs,
}
