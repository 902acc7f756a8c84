"""Run the machine on the writer as it is, and on a writer with one thing broken at a time.

`python -m tests.support.writer_broken [EXAMPLES] [NAME …]` prints one line of JSON: for each name
what the machine said, empty when it found nothing. "whole" is the writer as it is; with that as
the only name nothing is broken, for a long search: `… 5000 whole`.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any
from unittest.mock import patch

from django.db import connections, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.writer_machine import REAL, WriterMachine
from tests.support.writer_stage import build, inbox
from uitweg.channel.conversation.actions.store_faults import TooBusy

MOST = 400
"""Examples within which a broken writer has to be found out."""


def told_before_the_commit(group: list[Any]) -> list[Any]:
    """The group is acknowledged, and the commit comes after."""
    try:
        with transaction.atomic(using="channel"):
            inbox._resolve_all(inbox._write(group))
    except Exception:
        connections["channel"].close()
    return []


def a_failed_commit_ends_the_thread(group: list[Any]) -> list[Any]:
    with transaction.atomic(using="channel"):
        return inbox._write(group)


def a_failed_commit_told_as_stored(group: list[Any]) -> list[Any]:
    outcomes = real_commit(group)
    lost = all(isinstance(error, TooBusy) for _, error in outcomes)
    return [(done, None if lost else error) for done, error in outcomes]


def no_savepoint_for_the_group(group: list[Any]) -> list[Any]:
    """What the first try did stays, and then each is written again."""
    try:
        for write, _ in group:
            write()
    except Exception:
        return [(done, inbox._write_alone(write)) for write, done in group]
    return [(done, None) for _, done in group]


def one_fault_fails_all(group: list[Any]) -> list[Any]:
    outcomes = real_write(group)
    fault = next((error for _, error in outcomes if error), None)
    return [(done, fault) for done, _ in outcomes]


def no_savepoint_for_the_one(write: Callable[[], None]) -> Exception | None:
    """A report whose message is refused leaves its row behind."""
    try:
        write()
    except Exception as error:
        return error
    return None


def written_without_an_answer(outcomes: list[Any]) -> None:
    real_tell(outcomes[:-1] if len(outcomes) > 1 else outcomes)


def answers_change_places(group: list[Any]) -> list[Any]:
    outcomes = real_write(group)
    errors = [error for _, error in outcomes]
    return [(done, error) for (done, _), error in zip(outcomes, errors[::-1], strict=True)]


def stored_and_then_refused(group: list[Any]) -> list[Any]:
    return [(done, error or inbox.AlreadyUsed()) for done, error in real_write(group)]


def last_come_first(group: list[Any]) -> list[Any]:
    return real_commit(group[::-1])


def the_deleted_still_living(mailbox_hash: bytes) -> Any:
    return inbox.Report.objects.filter(mailbox_hash=mailbox_hash).first()


def nothing_is_a_repeat(arriving: Any) -> bool:
    return False


def everything_is_a_repeat(arriving: Any) -> bool:
    return True


def other_content_is_a_repeat(arriving: Any) -> bool:
    """Only the key is looked at, not what is stored under it."""
    return inbox._stored_message(arriving.key, arriving.mailbox_hash) is not None


real_commit, real_tell, real_write = inbox._commit, inbox._resolve_all, inbox._write
BROKEN: dict[str, tuple[Any, str, Any]] = {
    "told before the commit": (REAL, "commit", told_before_the_commit),
    "a failed commit ends the thread": (REAL, "commit", a_failed_commit_ends_the_thread),
    "a failed commit told as stored": (REAL, "commit", a_failed_commit_told_as_stored),
    "no savepoint for the group": (inbox, "_write", no_savepoint_for_the_group),
    "no savepoint for the one": (inbox, "_write_alone", no_savepoint_for_the_one),
    "one fault fails all": (inbox, "_write", one_fault_fails_all),
    "answers change places": (inbox, "_write", answers_change_places),
    "stored and then refused": (inbox, "_write", stored_and_then_refused),
    "written without an answer": (REAL, "tell", written_without_an_answer),
    "given up, written all the same": (inbox, "_is_wanted", lambda done: True),
    "last come, first stored": (REAL, "commit", last_come_first),
    "the deleted still living": (inbox, "existing_report", the_deleted_still_living),
    "nothing is a repeat": (inbox, "is_message_stored", nothing_is_a_repeat),
    "everything is a repeat": (inbox, "is_message_stored", everything_is_a_repeat),
    "other content is a repeat": (inbox, "is_message_stored", other_content_is_a_repeat),
}


def is_broken() -> bool:
    """Tell whether one thing is broken now."""
    return any(getattr(where, what) is instead for where, what, instead in BROKEN.values())


@contextmanager
def broken(name: str) -> Iterator[None]:
    where, what, instead = BROKEN[name]
    with patch.object(where, what, instead):
        yield


def play(*, examples: int) -> str:
    """Return what the machine found, in its own words; empty when all held."""
    try:
        run_state_machine_as_test(
            WriterMachine,
            settings=settings(
                max_examples=examples,
                stateful_step_count=40,
                deadline=None,
                database=None,
                report_multiple_bugs=False,
                derandomize=is_broken(),  # each search of the whole writer is another
                phases=set(Phase) - {Phase.shrink, Phase.explain},
                suppress_health_check=list(HealthCheck),
            ),
        )
    except AssertionError as found:
        if not is_broken():
            sys.stderr.write("\n".join(getattr(found, "__notes__", [])))
        return str(found) or "an assertion without words"
    return ""


def main(examples: str = "40", *names: str) -> None:
    """Play on the whole writer, and on each broken one unless `names` says which."""
    build()
    said, real = {}, sys.stdout
    sys.stdout = StringIO()  # hypothesis tells how each broken writer was found out
    try:
        said["whole"] = play(examples=int(examples))
        for name in names or BROKEN:
            if name != "whole":
                with broken(name):
                    said[name] = play(examples=MOST)
    finally:
        sys.stdout = real
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()
    os._exit(0)  # threads of broken writers wait for what never comes


if __name__ == "__main__":
    main(*sys.argv[1:])
