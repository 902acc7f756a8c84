"""The command line: what a person who keeps an installation types."""

import argparse
import os
import sys
from collections.abc import Callable

from uitweg.site.environment import Misconfigured


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
        "demo", help="a fictional city on this machine, both doors and the tick"
    )
    demo.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    serve = commands.add_parser("serve", help="serve one door")
    serve.add_argument("--door", choices=["public", "staff"], required=True)
    serve.add_argument("--host", default="127.0.0.1")
    commands.add_parser("tick", help="timers, mail and tombstones")
    init = commands.add_parser(
        "init", help="make the team, its first member and the recovery sheet"
    )
    init.add_argument("--name", help="the first member's name")
    init.add_argument("--login", help="the first member's login name, such as fatima")
    init.add_argument(
        "--role", choices=["lead", "coordinator"], default="lead", help="a lead invites the others"
    )
    commands.add_parser("make-demo", help="fill an empty data folder with the fictional city")
    commands.add_parser("migrate", help="bring both stores up to date")
    commands.add_parser("check-content", help="say what is wrong or stale in content/")
    commands.add_parser("verify-trail", help="say whether the trail is one unbroken chain")
    commands.add_parser("docs", help="write the docs that are made from code")
    return parser


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.settings")
    django.setup()


def _demo(asked: argparse.Namespace) -> int:
    from uitweg.site import demo

    return demo.run(fresh=asked.fresh)


def _serve(asked: argparse.Namespace) -> int:
    from uitweg.site import serve

    return serve.run(door=asked.door, host=asked.host)


def _tick(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site import tick

    return tick.run()


def _make_demo(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site import demo_city

    demo_city.make()
    return 0


def _migrate(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site import stores

    stores.migrate()
    return 0


def _init(asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site import founding

    return founding.run(name=asked.name, login_name=asked.login, role=asked.role)


def _check_content(_asked: argparse.Namespace) -> int:
    from uitweg.content import report

    text, code = report()
    print(text)
    return code


def _verify_trail(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.access import trail

    broken = trail.broken_at()
    print("The trail is whole." if broken is None else f"The trail is broken at entry {broken}.")
    return 0 if broken is None else 1


def _docs(_asked: argparse.Namespace) -> int:
    _django()
    from uitweg.site import made_docs

    made_docs.write()
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": _demo,
    "serve": _serve,
    "tick": _tick,
    "init": _init,
    "make-demo": _make_demo,
    "migrate": _migrate,
    "check-content": _check_content,
    "verify-trail": _verify_trail,
    "docs": _docs,
}
