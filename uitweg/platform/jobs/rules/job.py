"""Jobs of the worker, each declared on the function that does it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType


class JobLoop(StrEnum):
    """The threads of the worker that do jobs: nothing slow in one of them holds up another.

    CALLOUT keeps calls to who has duty going, so each of its jobs is always quick. OUTSIDE waits
    for servers of others. MAIN does the rest.
    """

    CALLOUT = "page"
    MAIN = "main"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Job:
    """Work that comes back: its name in the store, in metrics and in the log, and how often.

    `work` takes the moment as `now`. It does a bounded piece, and can be cut off at any line and
    run again. It is done after the jobs named in `after` when they are due at the same time; one
    that `comes_last` after all others.
    """

    name: str
    work: Callable[..., object]
    every: timedelta
    loop: JobLoop = JobLoop.MAIN
    after: tuple[str, ...] = ()
    comes_last: bool = False


_JOBS: dict[str, Job] = {}


def job[**Given, Returned](
    name: str,
    *,
    every: timedelta,
    loop: JobLoop = JobLoop.MAIN,
    after: tuple[str, ...] = (),
    comes_last: bool = False,
) -> Callable[[Callable[Given, Returned]], Callable[Given, Returned]]:
    """Let the worker do the function below, which takes the moment as `now`, each time.

    The worker finds it by itself: it loads every module in which a job is declared.
    """

    def declare(work: Callable[Given, Returned]) -> Callable[Given, Returned]:
        if name in _JOBS:
            raise ValueError(f"The job {name!r} is declared twice.")
        _JOBS[name] = Job(name, work, every, loop, after, comes_last)
        return work

    return declare


def declared_jobs() -> Mapping[str, Job]:
    """Return the jobs of the modules that this process loaded, by name."""
    return MappingProxyType(_JOBS)


def in_order(jobs: Iterable[Job]) -> list[Job]:
    """Return jobs in the order in which a round does them: by loop and name, but for what they ask.

    Raises KeyError when a job asks to come after one that there is not, and RecursionError for two
    that ask to come after each other.
    """
    by_name = {job.name: job for job in sorted(jobs, key=lambda job: job.name)}
    placed = dict[str, Job]()

    def place(job: Job) -> None:
        for name in job.after:
            place(by_name[name])
        placed.setdefault(job.name, job)

    for job in by_name.values():
        place(job)
    loops = list(JobLoop)
    return sorted(placed.values(), key=lambda job: (loops.index(job.loop), job.comes_last))
