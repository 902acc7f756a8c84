"""Jobs of the worker: declared on the function that does them, and all found by the worker."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import uitweg
from uitweg.site.operations.declared import all_jobs

PRODUCT = Path(uitweg.__path__[0])
OF_JOBS = PRODUCT / "platform" / "jobs" / "rules" / "job.py"


def calls_of(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Yield each call of something by this name, whether imported by itself or with its module."""
    for path in sorted(PRODUCT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and name == (
                node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            ):
                yield path, node


def first_line_of(work: object) -> tuple[Path, int]:
    """Return where a function is defined, at its first decorator."""
    return Path(inspect.getsourcefile(work) or ""), inspect.getsourcelines(work)[1]


def test_the_worker_finds_every_job_that_is_declared() -> None:
    declared = {(path, call.lineno) for path, call in calls_of("job")}
    found = {first_line_of(inspect.unwrap(job.work)) for job in all_jobs().values()}

    assert len(declared) > 50
    assert declared == found


def test_there_is_no_job_but_a_declared_one() -> None:
    assert {path for path, _ in calls_of("Job")} == {OF_JOBS}


def test_every_job_takes_the_moment_by_name_and_asks_nothing_else() -> None:
    unlike = {
        name: str(inspect.signature(job.work))
        for name, job in all_jobs().items()
        if _asked_of(job.work) != {"now": inspect.Parameter.KEYWORD_ONLY}
    }

    assert unlike == {}


def _asked_of(work: object) -> dict[str, object]:
    parameters = inspect.signature(work).parameters.values()  # type: ignore[arg-type]
    return {each.name: each.kind for each in parameters if each.default is each.empty}


def test_a_job_comes_after_jobs_of_its_own_loop_and_the_heartbeat_last() -> None:
    jobs = all_jobs()
    order = list(jobs)
    pairs = [(name, first) for name, job in jobs.items() for first in job.after]
    of_main = [name for name in order if jobs[name].loop is jobs["heartbeat"].loop]

    assert {(jobs[name].loop, jobs[first].loop) for name, first in pairs} <= {
        (loop, loop) for loop in {job.loop for job in jobs.values()}
    }
    assert [pair for pair in pairs if order.index(pair[0]) < order.index(pair[1])] == []
    assert of_main[-1] == "heartbeat"
