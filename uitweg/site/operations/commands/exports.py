"""Commands that write something for others to read."""

import argparse
import re
import sys
from pathlib import Path

from uitweg.places import IN_CHECKOUT
from uitweg.site.config import secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.commands.setting_up import Command, Subparsers, load_django, refuse


def add_to(commands: Subparsers) -> None:
    """Add what these commands ask."""
    export = commands.add_parser(
        "export-partners", help="write the directory of partners as Open Referral HSDS 3.1.3"
    )
    export.add_argument("file", type=Path)
    export.add_argument(
        "--for-partners", action="store_true", help="also what only partners may see"
    )
    subject = commands.add_parser("logbook-name", help="say how a case is called in the logbook")
    subject.add_argument("case", help="its number, such as U-0012")
    commands.add_parser("docs", help="write the docs that are made from code")


def _export_partners(arguments: argparse.Namespace) -> int:
    load_django()
    from django.utils import timezone

    from uitweg.casework.partners.directory.actions.exporting import export_directory
    from uitweg.casework.partners.directory.rules import Secrecy

    reader = Secrecy.PARTNERS if arguments.for_partners else Secrecy.PUBLIC
    arguments.file.write_bytes(export_directory(reader=reader, now=timezone.now()))
    return 0


def _logbook_name(arguments: argparse.Namespace) -> int:
    number = re.fullmatch(r"U-(\d{1,18})", arguments.case)
    if not number:
        print("Give the number of a case, such as U-0012.", file=sys.stderr)
        return 2
    load_django()
    refuse(secret_files.secret_problem())
    from uitweg.platform.audit.actions import logboek

    print(logboek.subject_pseudonym(f"case:{int(number[1])}"))
    return 0


def _docs(_arguments: argparse.Namespace) -> int:
    if not IN_CHECKOUT:
        raise Misconfigured("The docs are made in a checkout: clone the code and run ./run docs.")
    load_django()
    from uitweg.site.operations import generated_docs

    generated_docs.write_docs()
    return 0


COMMANDS: dict[str, Command] = {
    "export-partners": _export_partners,
    "logbook-name": _logbook_name,
    "docs": _docs,
}
