"""`./run`: reads the command line, and turns what went wrong into a sentence."""

import argparse
import os
import sys
from typing import Any

from uitweg.places import COMMAND, IN_CHECKOUT
from uitweg.platform.content import InvalidContent
from uitweg.platform.sandbox import box
from uitweg.site.config import database_problems, environment
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.commands import checks, exports, running, stores
from uitweg.site.operations.commands.setting_up import Command

KINDS = (running, stores, checks, exports)
COMMANDS: dict[str, Command] = {name: run for kind in KINDS for name, run in kind.COMMANDS.items()}


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


def command() -> int:
    """Run what stands on the command line of the installed program."""
    return main(sys.argv[1:])


class _WholeNames(argparse.ArgumentParser):
    """A parser that takes no shortened options: `uitweg` looks at them too, to choose the user."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**{**how, "allow_abbrev": False})


def _parser() -> argparse.ArgumentParser:
    parser = _WholeNames(prog=COMMAND, description="Uitweg")
    commands = parser.add_subparsers(dest="command", required=True)
    for kind in KINDS:
        kind.add_to(commands)
    return parser


def _say_where_data_are() -> None:
    """Say it for an installed wheel, where nobody chose a folder."""
    if not IN_CHECKOUT and not os.environ.get("UITWEG_DATA"):
        print(f"Data are in {environment.DATA}; UITWEG_DATA names another folder.", file=sys.stderr)
