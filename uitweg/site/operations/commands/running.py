"""Commands that run the parts of an installation, or the demo."""

import argparse
import os
import sys
from pathlib import Path

from uitweg.site.config import secret_files
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations import in_use
from uitweg.site.operations.commands.setting_up import (
    Command,
    Subparsers,
    data_folder,
    load_django,
    refuse,
)

GENTLE_PACE = 10
"""Visitors come first, and on a machine that is always busy the files are still made."""


def add_to(commands: Subparsers) -> None:
    """Add what these commands ask."""
    demo = commands.add_parser(
        "demo", help="a fictional city on this machine, both doors and the worker"
    )
    demo.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    commands.add_parser("make-demo", help="fill an empty data folder with the fictional city")
    serve = commands.add_parser("serve", help="serve one door")
    serve.add_argument("--door", choices=["public", "staff"], required=True)
    serve.add_argument("--host", default="127.0.0.1")
    commands.add_parser("worker", help="timers, mail and tombstones")
    commands.add_parser(
        "build-materials", help="make the files that doors offer: slides, papers, packages"
    )
    commands.add_parser(
        "prepare", help="as root: users, folders, services and settings of a city; also again"
    )
    maintenance = commands.add_parser(
        "maintenance", help="close both doors with a page that says so, or open them again"
    )
    maintenance.add_argument("state", nargs="?", choices=["on", "off"])
    maintenance.add_argument("--until", help="when it is expected to be over, such as 03:30")
    proxy_pages = commands.add_parser(
        "proxy-pages", help="write the pages that the proxy shows when no door answers"
    )
    proxy_pages.add_argument("folder", type=Path)


def _demo(arguments: argparse.Namespace) -> int:
    from uitweg.site.demo import run

    return run.run(fresh=arguments.fresh)


def _make_demo(_arguments: argparse.Namespace) -> int:
    load_django()
    from uitweg.site.demo import city

    city.make_city()
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    from uitweg.site.server import serve

    refuse(_missing_secret(arguments.door))
    with in_use.shared(data_folder()):
        return serve.run(door=arguments.door, host=arguments.host)


def _missing_secret(door: str) -> str:
    return secret_files.missing_secret(door, secret_files.secret_path(door, data_folder()))


def _worker(_arguments: argparse.Namespace) -> int:
    load_django()
    from uitweg.site.config import store_versions
    from uitweg.site.operations.worker import run as worker

    refuse(store_versions.start_problem())
    refuse(_missing_secret("staff") or secret_files.secret_problem())
    with in_use.shared(data_folder()):
        return worker.run()


def _build_materials(_arguments: argparse.Namespace) -> int:
    load_django()
    from django.conf import settings

    from uitweg.materials import building
    from uitweg.platform.sandbox.typeset.run import CannotTypeset

    os.nice(GENTLE_PACE)
    try:
        version = building.build(settings.MATERIALS)
    except OSError as error:
        print(f"Cannot write to {settings.MATERIALS}: {error.strerror}.", file=sys.stderr)
        return 2
    except CannotTypeset:
        print("A paper could not be typeset; the files of before stay.", file=sys.stderr)
        return 1
    print(f"The files in {settings.MATERIALS} are those of now ({version}).")
    return 0


def _prepare(_arguments: argparse.Namespace) -> int:
    from uitweg.site.operations import prepare

    print("\n".join(prepare.prepare(prepare.Machine())))
    return 0


def _maintenance(arguments: argparse.Namespace) -> int:
    if arguments.until and arguments.state != "on":
        raise Misconfigured("--until says when maintenance is over: give it together with on.")
    load_django()
    from django.utils import timezone

    from uitweg.site.operations import maintenance

    lines, code = maintenance.run(arguments.state, until=arguments.until, now=timezone.now())
    print("\n".join(lines))
    return code


def _proxy_pages(arguments: argparse.Namespace) -> int:
    load_django()
    from uitweg.site.web import proxy_pages

    try:
        files = proxy_pages.write_pages(arguments.folder)
    except OSError as error:
        print(f"Cannot write to {arguments.folder}: {error.strerror}.", file=sys.stderr)
        return 2
    print("\n".join(map(str, files)))
    return 0


COMMANDS: dict[str, Command] = {
    "demo": _demo,
    "make-demo": _make_demo,
    "serve": _serve,
    "worker": _worker,
    "build-materials": _build_materials,
    "prepare": _prepare,
    "maintenance": _maintenance,
    "proxy-pages": _proxy_pages,
}
