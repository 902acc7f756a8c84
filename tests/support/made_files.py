"""The files made of content, each made once by a process of tests, and put where doors read them."""

from functools import cache
from pathlib import Path

from uitweg.knowledge.training.actions.made_files import CURRENT
from uitweg.materials.building import MakeFile, every_file


@cache
def makers() -> dict[str, MakeFile]:
    """Return what makes each file, by its address."""
    return dict(every_file())


@cache
def made(address: str) -> bytes:
    """Return the file at an address."""
    return makers()[address]()


def put(folder: Path, *addresses: str) -> None:
    """Put these files in the set that doors read in `folder`."""
    for address in addresses:
        path = folder / CURRENT / address.removeprefix("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made(address))
