"""The commands of `./run`."""

import argparse
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from uitweg.places import COMMAND, IN_CHECKOUT
from uitweg.platform.content import InvalidContent, content_folder
from uitweg.platform.content.own_content import mark_seen, own_report, take
from uitweg.platform.content.own_files import check_own_files
from uitweg.platform.sandbox import box
from uitweg.site.config import database_problems, environment, secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import in_use
from uitweg.version import VERSION


def main(argv: list[str]) -> int:
    """Run one command and return its exit code: 0 is good, 1 a problem found, 2 a wrong setting."""
    try:
        os.umask(0o077)  # files that we make are for this user only
        box.taken(box.hide_memory)
        argv = ["--help"] if argv == ["help"] else argv or ["demo"]
        arguments = _parser().parse_args(argv)
        _say_where_data_are()
        if arguments.command == "serve":
            os.environ["UITWEG_DOOR"] = arguments.door
        elif arguments.command == "demo":
            os.environ["UITWEG_DEMO"] = "yes"
        elif arguments.command == "doctor":
            os.environ["UITWEG_DOOR"] = "public" if arguments.door == "public" else "tools"
        return COMMANDS[arguments.command](arguments)
    except (Misconfigured, InvalidContent) as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        told = database_problems.database_problem(error)
        if told is None:
            raise
        print(told.sentence, file=sys.stderr)
        return 2


def _say_where_data_are() -> None:
    """Say it for an installed wheel, where nobody chose a folder."""
    if not IN_CHECKOUT and not os.environ.get("UITWEG_DATA"):
        print(f"Data are in {environment.DATA}; UITWEG_DATA names another folder.", file=sys.stderr)


def command() -> int:
    """Run what stands on the command line of the installed program."""
    return main(sys.argv[1:])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=COMMAND, description="Uitweg")
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
    backup = commands.add_parser("backup", help="copy both stores into one file, under load")
    backup.add_argument("target", type=Path, help="a new file, or a folder: then it gets a name")
    backup.add_argument(
        "--keep-days", type=_days, metavar="N", help="remove older backups from the folder"
    )
    backup.add_argument(
        "--with-secrets", action="store_true", help="also the doors' secrets; keep it apart"
    )
    restore = commands.add_parser("restore", help="put a backup back into an empty data folder")
    restore.add_argument("file", type=Path)
    restore.add_argument("--over", action="store_true", help="move what is there aside first")
    restore.add_argument(
        "--sheet", action="store_true", help="read the recovery sheet's words and try them"
    )
    restore.add_argument(
        "--journal", type=Path, metavar="FILE", help="the destroyed.journal of another machine"
    )
    rehearse = commands.add_parser(
        "rehearse", help="put the newest backup back in a scratch place, and open a door on it"
    )
    rehearse.add_argument("file", type=Path, nargs="?", help="a backup, or a folder of backups")
    rehearse.add_argument("--sheet", action="store_true", help="try the recovery sheet too")
    commands.add_parser(
        "prepare", help="as root: users, folders, services and settings of a city; also again"
    )
    commands.add_parser("make-demo", help="fill an empty data folder with the fictional city")
    maintenance = commands.add_parser(
        "maintenance", help="close both doors with a page that says so, or open them again"
    )
    maintenance.add_argument("state", nargs="?", choices=["on", "off"])
    maintenance.add_argument("--until", help="when it is expected to be over, such as 03:30")
    migrate = commands.add_parser("migrate", help="bring both stores up to date")
    one_of = migrate.add_mutually_exclusive_group()
    one_of.add_argument("--plan", action="store_true", help="only say what would be done, and how")
    one_of.add_argument("--back", action="store_true", help="undo what the last migrate did")
    check_content = commands.add_parser(
        "check-content", help="say what is wrong or stale in content/ and policy/"
    )
    check_content.add_argument(
        "--questions", action="store_true", help="what to ask before going live, and of whom"
    )
    check_content.add_argument(
        "--cases", action="store_true", help="what the signal check gives each invented case"
    )
    own_content = commands.add_parser(
        "own-content", help="take a file of content/ to change it, or say that you saw ours"
    )
    own_content.add_argument("what", choices=["take", "seen", "list"])
    own_content.add_argument("file", nargs="?", default="", help="such as words/nl/contacts.yaml")
    commands.add_parser("version", help="say which version this is")
    export = commands.add_parser(
        "export-partners", help="write the directory of partners as Open Referral HSDS 3.1.3"
    )
    export.add_argument("file", type=Path)
    export.add_argument(
        "--for-partners", action="store_true", help="also what only partners may see"
    )
    figures = commands.add_parser(
        "audit-figures", help="say whether these tables of counts can be turned back into children"
    )
    figures.add_argument("files", type=Path, nargs="+", metavar="FILE.csv")
    figures.add_argument(
        "--base", type=int, default=1, metavar="5", help="what the shown numbers are rounded to"
    )
    figures.add_argument(
        "--parts",
        action="append",
        default=[],
        metavar="age:12-17=12-14+15-17",
        help="a category that is made of finer ones in another file",
    )
    figures.add_argument(
        "--children",
        type=Path,
        metavar="TRUE.csv",
        help="the true counts, to try who knows all children but one as well",
    )
    proxy_pages = commands.add_parser(
        "proxy-pages", help="write the pages that the proxy shows when no door answers"
    )
    proxy_pages.add_argument("folder", type=Path)
    doctor = commands.add_parser("doctor", help="say what is right and wrong with an installation")
    doctor.add_argument("--door", choices=["public", "staff"], default="staff")
    doctor.add_argument("--other", type=Path, help="the other side's environment file, to compare")
    doctor.add_argument("--json", action="store_true", help="for a program to read")
    commands.add_parser("verify-audit", help="say whether the audit log is one unbroken chain")
    subject = commands.add_parser("logbook-name", help="say how a case is called in the logbook")
    subject.add_argument("case", help="its number, such as U-0012")
    commands.add_parser("docs", help="write the docs that are made from code")
    return parser


def _days(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 3650:
        raise argparse.ArgumentTypeError("a number of days from 1 to 3650")
    return int(value)


def _load_django() -> None:
    import django

    _refuse_root()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()


def _demo(arguments: argparse.Namespace) -> int:
    from uitweg.site.demo import run

    return run.run(fresh=arguments.fresh)


def _serve(arguments: argparse.Namespace) -> int:
    from uitweg.site.server import serve

    _refuse(_missing_secret(arguments.door))
    with in_use.shared(_data_folder()):
        return serve.run(door=arguments.door, host=arguments.host)


def _missing_secret(door: str) -> str:
    return secret_files.missing_secret(door, secret_files.secret_path(door, _data_folder()))


def _refuse(problem: str) -> None:
    if problem:
        raise Misconfigured(problem)


def _new_secret(arguments: argparse.Namespace) -> int:
    if arguments.door == "staff":
        _load_django()
        _refuse(secret_files.secret_problem())
    print(secret_files.new_secret(arguments.door, _data_folder()))
    return 0


def _worker(_arguments: argparse.Namespace) -> int:
    _load_django()
    from uitweg.site.config import store_versions
    from uitweg.site.operations import worker

    _refuse(store_versions.start_problem())
    _refuse(_missing_secret("staff") or secret_files.secret_problem())
    with in_use.shared(_data_folder()):
        return worker.run()


def _refuse_root() -> None:
    from uitweg.site.operations import installed

    installed.refuse_root(Path(os.environ.get("UITWEG_DATA") or environment.DATA))


def _data_folder() -> Path:
    _refuse_root()
    return environment.folder("UITWEG_DATA", environment.DATA)


def _backup(arguments: argparse.Namespace) -> int:
    _load_django()
    from django.utils import timezone

    from uitweg.site.operations.backup import making

    with in_use.shared(_data_folder()):
        summary = making.make_backup(
            arguments.target.absolute(),
            with_secrets=arguments.with_secrets,
            keep_days=arguments.keep_days,
            now=timezone.now(),
        )
    print("\n".join(summary))
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


def _read_recovery_sheet() -> str:
    """Read the 24 words from standard input, without the numbers that may stand before them."""
    if sys.stdin.isatty():
        print("The recovery sheet's 24 words, then Ctrl-D:", file=sys.stderr)
    return re.sub(r"\d+\.?", " ", sys.stdin.read())


def _make_demo(_arguments: argparse.Namespace) -> int:
    _load_django()
    from uitweg.site.demo import city

    city.make_city()
    return 0


def _export_partners(arguments: argparse.Namespace) -> int:
    _load_django()
    from django.utils import timezone

    from uitweg.casework.partners.actions.exporting import export_directory
    from uitweg.casework.partners.rules.directory import Secrecy

    reader = Secrecy.PARTNERS if arguments.for_partners else Secrecy.PUBLIC
    arguments.file.write_bytes(export_directory(reader=reader, now=timezone.now()))
    return 0


def _migrate(arguments: argparse.Namespace) -> int:
    _load_django()
    from uitweg.site.operations import upgrading

    if arguments.plan:
        lines = upgrading.plan_lines()
    else:
        lines = upgrading.go_back() if arguments.back else upgrading.migrate()
    for line in lines:
        print(line)
    return 0


def _maintenance(arguments: argparse.Namespace) -> int:
    if arguments.until and arguments.state != "on":
        raise Misconfigured("--until says when maintenance is over: give it together with on.")
    _load_django()
    from django.utils import timezone

    from uitweg.site.operations import maintenance

    lines, code = maintenance.run(arguments.state, until=arguments.until, now=timezone.now())
    print("\n".join(lines))
    return code


def _init(arguments: argparse.Namespace) -> int:
    _load_django()
    from uitweg.site.operations import founding

    return founding.run(name=arguments.name, login_name=arguments.login)


def _confirm(arguments: argparse.Namespace) -> int:
    _load_django()
    _refuse(secret_files.secret_problem())
    from uitweg.site.operations import founding

    print(founding.confirm(login_name=arguments.login))
    return 0


def _prepare(_arguments: argparse.Namespace) -> int:
    from uitweg.site.operations import prepare

    print("\n".join(prepare.prepare(prepare.Machine())))
    return 0


def _check_content(arguments: argparse.Namespace) -> int:
    from uitweg.knowledge.signalcheck.rules.cases import cases_report
    from uitweg.platform.content import questions_report, report
    from uitweg.platform.policy import escalation, periods, retention

    if arguments.cases:
        table, harmless = cases_report()
        print(table)
        return 0 if harmless else 1
    check_own_files(content_folder())
    text, code = report()
    if arguments.questions and code == 0:
        print(questions_report())
        return 0
    print(text)
    folder = Path(os.environ.get("UITWEG_POLICY") or retention.POLICY_FOLDER)
    problems = {
        retention.RETENTION_FILE: retention.retention_problems(folder),
        periods.PERIODS_FILE: periods.period_problems(folder),
        escalation.ESCALATION_FILE: escalation.escalation_problems(folder),
    }
    for file, found in problems.items():
        print("\n".join(map(str, found)) or f"policy/{file} can be obeyed.")
        code = 1 if found else code
    own, to_look_at = own_report(content_folder())
    if own:
        print("\n".join(["", *own]))
    return 1 if to_look_at else code


def _own_content(arguments: argparse.Namespace) -> int:
    folder, name = content_folder(), arguments.file
    if arguments.what == "list":
        print("\n".join(own_report(folder)[0]) or "UITWEG_CONTENT is not set: all is ours.")
        return 0
    if not name:
        raise Misconfigured(f"Name the file: ./run own-content {arguments.what} contacts.yaml")
    try:
        done = take(folder, name, version=VERSION) if arguments.what == "take" else None
        print(done or mark_seen(folder, name))
    except OSError as error:
        raise Misconfigured(f"'{error.filename}' cannot be written: {error.strerror}.") from None
    return 0


def _version(_arguments: argparse.Namespace) -> int:
    print(VERSION)
    return 0


def _proxy_pages(arguments: argparse.Namespace) -> int:
    _load_django()
    from uitweg.site.web import proxy_pages

    try:
        files = proxy_pages.write_pages(arguments.folder)
    except OSError as error:
        print(f"Cannot write to {arguments.folder}: {error.strerror}.", file=sys.stderr)
        return 2
    print("\n".join(map(str, files)))
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from uitweg.site.operations.doctor import examine

    report = examine.examine(examine.patient(door=arguments.door, other_file=arguments.other))
    print(examine.as_json(report) if arguments.json else examine.as_text(report))
    return examine.exit_code(report)


def _audit_figures(arguments: argparse.Namespace) -> int:
    from uitweg.site.operations import figures_audit

    lines, code = figures_audit.run(
        arguments.files,
        base=arguments.base,
        parts=arguments.parts,
        children=arguments.children,
    )
    print("\n".join(lines))
    return code


def _verify_audit(_arguments: argparse.Namespace) -> int:
    _load_django()
    from uitweg.platform.audit.actions import audit_log

    entry_id = audit_log.first_broken_entry()
    if entry_id is not None:
        print(f"The audit log is broken at entry {entry_id}.")
        return 1
    print("The audit log is whole.")
    return 0


def _logbook_name(arguments: argparse.Namespace) -> int:
    number = re.fullmatch(r"U-(\d{1,18})", arguments.case)
    if not number:
        print("Give the number of a case, such as U-0012.", file=sys.stderr)
        return 2
    _load_django()
    _refuse(secret_files.secret_problem())
    from uitweg.platform.audit.actions import logboek

    print(logboek.subject_pseudonym(f"case:{int(number[1])}"))
    return 0


def _docs(_arguments: argparse.Namespace) -> int:
    if not IN_CHECKOUT:
        raise Misconfigured("The docs are made in a checkout: clone the code and run ./run docs.")
    _load_django()
    from uitweg.site.operations import generated_docs

    generated_docs.write_docs()
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": _demo,
    "serve": _serve,
    "worker": _worker,
    "new-secret": _new_secret,
    "init": _init,
    "confirm": _confirm,
    "backup": _backup,
    "restore": _restore,
    "rehearse": _rehearse,
    "make-demo": _make_demo,
    "export-partners": _export_partners,
    "maintenance": _maintenance,
    "migrate": _migrate,
    "prepare": _prepare,
    "check-content": _check_content,
    "own-content": _own_content,
    "version": _version,
    "proxy-pages": _proxy_pages,
    "doctor": _doctor,
    "audit-figures": _audit_figures,
    "verify-audit": _verify_audit,
    "logbook-name": _logbook_name,
    "docs": _docs,
}
