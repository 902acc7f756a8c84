"""The order of jobs of the worker, and what a declaration of one refuses."""

from datetime import timedelta

import pytest

from uitweg.platform.jobs.rules import job as rules
from uitweg.platform.jobs.rules.job import Job, JobLoop, in_order

MINUTE = timedelta(minutes=1)


def a_job(name: str, *after: str, loop: JobLoop = JobLoop.MAIN, comes_last: bool = False) -> Job:
    return Job(name, lambda **_: None, MINUTE, loop, after, comes_last)


def names(*jobs: Job) -> list[str]:
    return [each.name for each in in_order(jobs)]


def test_jobs_are_done_by_name_but_after_those_they_ask_for() -> None:
    assert names(a_job("c"), a_job("a", "c"), a_job("b")) == ["c", "a", "b"]


def test_jobs_of_callouts_come_first_and_one_that_comes_last_ends_its_own_loop() -> None:
    outside = a_job("a", loop=JobLoop.OUTSIDE)
    beat, work = a_job("b", comes_last=True), a_job("z")
    page = a_job("y", loop=JobLoop.CALLOUT)

    assert names(outside, beat, work, page) == ["y", "z", "b", "a"]


def test_a_job_cannot_come_after_one_that_there_is_not() -> None:
    with pytest.raises(KeyError, match="gone"):
        in_order([a_job("a", "gone")])


def test_two_jobs_cannot_come_after_each_other() -> None:
    with pytest.raises(RecursionError):
        in_order([a_job("a", "b"), a_job("b", "a")])


def test_a_second_job_of_the_same_name_is_refused_when_its_module_loads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "_JOBS", {})
    declare = rules.job("twice", every=MINUTE)
    work = declare(lambda: None)

    assert rules.declared_jobs()["twice"].work is work
    with pytest.raises(ValueError, match="twice"):
        declare(lambda: None)
