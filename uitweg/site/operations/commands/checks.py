"""Commands that look whether something is right."""

import argparse
import os
from pathlib import Path

from uitweg.platform.content import content_folder
from uitweg.platform.content.files.own_content import mark_seen, own_report, take
from uitweg.platform.content.own_files import check_own_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.commands.setting_up import Command, Subparsers, load_django
from uitweg.version import VERSION


def add_to(commands: Subparsers) -> None:
    """Add what these commands ask."""
    _add_installation_checks_to(commands)
    _add_figures_check_to(commands)


def _add_installation_checks_to(commands: Subparsers) -> None:
    commands.add_parser("version", help="say which version this is")
    doctor = commands.add_parser("doctor", help="say what is right and wrong with an installation")
    doctor.add_argument("--door", choices=["public", "staff"], default="staff")
    doctor.add_argument("--other", type=Path, help="the other side's environment file, to compare")
    doctor.add_argument("--json", action="store_true", help="for a program to read")
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
    commands.add_parser("verify-audit", help="say whether the audit log is one unbroken chain")


def _add_figures_check_to(commands: Subparsers) -> None:
    figures = commands.add_parser(
        "audit-figures", help="say whether these tables of counts can be turned back into children"
    )
    figures.add_argument("files", type=Path, nargs="+", metavar="FILE.csv")
    figures.add_argument(
        "--base", type=_base, default=1, metavar="5", help="what the shown numbers are rounded to"
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


def _base(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 1000:
        raise argparse.ArgumentTypeError("a number from 1 to 1000")
    return int(value)


def _version(_arguments: argparse.Namespace) -> int:
    print(VERSION)
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from uitweg.site.operations.doctor import examine

    report = examine.examine(examine.patient(door=arguments.door, other_file=arguments.other))
    print(examine.as_json(report) if arguments.json else examine.as_text(report))
    return examine.exit_code(report)


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


def _verify_audit(_arguments: argparse.Namespace) -> int:
    load_django()
    from uitweg.platform.audit.actions import audit_log

    entry_id = audit_log.first_broken_entry()
    if entry_id is not None:
        print(f"The audit log is broken at entry {entry_id}.")
        return 1
    print("The audit log is whole.")
    return 0


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


COMMANDS: dict[str, Command] = {
    "version": _version,
    "doctor": _doctor,
    "check-content": _check_content,
    "own-content": _own_content,
    "verify-audit": _verify_audit,
    "audit-figures": _audit_figures,
}
