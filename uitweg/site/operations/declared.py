"""What modules declare beside the code that does it, found so that nobody keeps a list of it."""

import re
from functools import cache
from importlib import import_module
from pathlib import Path

from uitweg.platform.jobs.rules.job import Job, declared_jobs, in_order

PROGRAM = Path(__file__).resolve().parents[2]


@cache
def all_jobs() -> dict[str, Job]:
    """Return each job of the worker by name, in the order in which a round does them."""
    _load_modules_with(r"@job\(")
    return {job.name: job for job in in_order(declared_jobs().values())}


def _load_modules_with(pattern: str) -> None:
    """Load each module of the program that has a line that begins like this.

    They are found in the text of the program, so that what declares nothing is not loaded.
    """
    line = re.compile(f"^{pattern}", re.MULTILINE)
    for path in sorted(PROGRAM.rglob("*.py")):
        if line.search(path.read_text("utf-8")):
            parts = path.relative_to(PROGRAM.parent).with_suffix("").parts
            import_module(".".join(part for part in parts if part != "__init__"))
