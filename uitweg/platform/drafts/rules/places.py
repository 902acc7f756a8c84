"""Where a draft belongs, and what its writer may do there now."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class DraftPlace:
    """The case, report or other thing of a form.

    `opens` says whether the form is open to the writer; `shows` whether they may see a field of it.
    """

    title: str
    opens: bool
    shows: Callable[[str], bool]
