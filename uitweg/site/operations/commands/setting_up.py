"""What a command does first: refuse root, find the data, load Django."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured

type Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]
type Command = Callable[[argparse.Namespace], int]


def load_django() -> None:
    """Load the settings and all parts. Raises Misconfigured for a wrong setting."""
    import django

    refuse_root()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
    django.setup()


def refuse_root() -> None:
    """Refuse to run as root on data that are another user's."""
    from uitweg.site.operations import installed

    installed.refuse_root(Path(os.environ.get("UITWEG_DATA") or environment.DATA))


def data_folder() -> Path:
    """Return the data folder, made when it is not there."""
    refuse_root()
    return environment.folder("UITWEG_DATA", environment.DATA)


def refuse(problem: str) -> None:
    """Raise Misconfigured with this sentence, unless it is empty."""
    if problem:
        raise Misconfigured(problem)
