"""A machine that drives the group-commit writer step by step, with faults, and watches what it says.

Real SQLite, the real `store`, `durably` and `GroupWriter`; only its thread is taken over, so that
each order of events can be found again. docs/adr/0010 says which invariant each check
stands for; tests/support/writer_broken.py breaks each of them.
"""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.db import OperationalError, connections
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.support.writer_stage import (
    WITHOUT_A_MESSAGE,
    Asked,
    Died,
    Drained,
    OwnClock,
    Patient,
    Round,
    Waiting,
    a_name,
    breaks,
    inbox,
    messages,
    rows_of,
    wishes,
)

AT = timezone.now()
PAGES = 9_000  # bytes: a message asks the store for pages of its own,
ROOM = 40  # or fits beside what is there, also when no page is free
NO_LIMIT = 1_073_741_823
REFUSED = {"AlreadyUsed", "UnknownMailbox", "OtherContent", "ZeroDivisionError"}
FAULTS = {"TooBusy", "DiskFull", "OperationalError", "DatabaseError", "TransactionManagementError"}
FAULTY = ["no-commit", "after-commit", "full", "untold", "killed"]
mailboxes = st.integers(0, 2)
asks = st.tuples(
    st.sampled_from(["report", "message", "report", "message", "broken"]),
    mailboxes,
    st.integers(0, 4),
    st.sampled_from([False, False, False, True]),
    st.booleans(),
)
REAL = SimpleNamespace(tell=inbox._resolve_all, commit=inbox._commit)


class WriterMachine(RuleBasedStateMachine):
    """Callers ask, give up and ask again; the writer goes round, is hindered and dies."""

    def __init__(self) -> None:
        super().__init__()
        connection = connections["channel"]
        with connection.cursor() as cursor:
            for table in ("message", "report", "deletionwish"):
                cursor.execute(f"DELETE FROM channel_{table}")
            cursor.execute("PRAGMA synchronous=OFF")  # what a power cut leaves is proved elsewhere
        self.loop = OwnClock()
        self.writer = inbox.GROUP_WRITER = inbox.GroupWriter()
        self.waiting = self.writer._waiting = Waiting()
        self.asked: list[Asked] = []
        self.wiped: set[bytes] = set()
        self.fault = ""
        self.round = Round()
        Patient.made.clear()
        inbox._resolve_all, inbox._commit = self._tell, self._commit
        inbox.code = SimpleNamespace(mailbox_hash=bytes)  # boxes here are named, not hashed

    # what callers do

    @rule(all_of_them=st.lists(asks, min_size=1, max_size=5))
    def callers_ask(self, all_of_them: list[tuple[str, int, int, bool, bool]]) -> None:
        """At the same moment, from threads and from the event loop."""
        for kind, mailbox, letter, copied, on_loop in all_of_them:
            arriving = self._arriving(mailbox, letter, copied)
            if kind == "report":
                self._ask(kind, arriving, inbox.ReportWrite(arriving, b"key", True), on_loop)
            elif kind == "message":
                self._ask(kind, arriving, inbox.MessageWrite(arriving), on_loop)
            else:
                self._ask(kind, None, breaks, on_loop)

    @rule(which=st.integers(0, 30), on_loop=st.booleans())
    def someone_asks_the_same_again(self, which: int, on_loop: bool) -> None:
        """The same form once more: the answer was lost, or was not what they hoped."""
        known = [one for one in self.asked if one.write]
        if known:
            one = known[which % len(known)]
            self._ask(one.kind, one.arriving, one.write, on_loop)

    @rule(which=st.integers(0, 9), write_on=st.booleans())
    def a_wish_to_delete(self, which: int, write_on: bool) -> None:
        """Put down in a thread, as the view does; some write on afterwards, from another tab."""
        known = sorted({one[1] for one in messages().values()} - self.wiped)
        if known:
            mailbox_hash = known[which % len(known)]
            asked = Asked("wipe", (mailbox_hash, b""), b"")
            self._in_a_thread(asked, lambda: inbox.request_deletion(mailbox_hash, at=AT))
            if write_on:
                self._round(5, 20, fault="")
                number = int(mailbox_hash.strip(b".box"))
                self.callers_ask([("message", number, which % 5, False, False)])

    @rule(seconds=st.sampled_from([10, 30]))
    def time_passes(self, seconds: float = 30) -> None:
        """Whoever waits on the loop too long gives up; the writer may still have it in its queue."""
        self.loop.ahead += seconds
        self._settle()

    @precondition(lambda self: self._patient())
    @rule(which=st.integers(0, 9))
    def a_thread_gives_up(self, which: int) -> None:
        self._patient()[which % len(self._patient())].give_up()
        self._settle()

    # what becomes of the writer

    @precondition(lambda self: self.waiting.items)
    @rule(most=st.integers(1, 5), groups=st.integers(1, 4))
    def the_writer_goes_round(self, most: int, groups: int) -> None:
        self._round(most, groups, fault="")

    @precondition(lambda self: self.waiting.items)
    @rule(most=st.integers(1, 5), groups=st.integers(1, 3), fault=st.sampled_from(FAULTY))
    def something_goes_wrong_in_a_round(self, most: int, groups: int, fault: str) -> None:
        self._round(most, groups, fault=fault)

    def teardown(self) -> None:
        """In the end the writer goes on until nothing waits, and everyone has an answer."""
        if self.waiting.items and self.writer._thread.is_alive():
            self._round(3, 100, fault="")
        for one in Patient.made:
            one.give_up()
        self.time_passes()
        assert all(one.outcome for one in self.asked), "somebody waits for ever"
        self.loop.close()

    def _round(self, most: int, groups: int, *, fault: str) -> None:
        if not self.writer._thread.is_alive():
            return  # it died; whoever asks next has it started again
        inbox.WRITES_PER_COMMIT, self.waiting.budget = most, most * groups
        self.fault, self.round = fault, Round()
        before, given_up = messages(), {id(a) for a in self.asked if self._gave_up(a)}
        if fault == "full":
            self._ask_store("VACUUM")  # no page is free,
            self._ask_store("PRAGMA max_page_count=1")  # and none may be added
        try:
            self.writer._work()
        except Drained:
            pass
        except Died:
            self.writer._thread.alive = False
        except Exception as error:
            raise AssertionError("the writer fell over", error) from error
        if fault == "full":
            self._ask_store(f"PRAGMA max_page_count={NO_LIMIT}")
        self.fault = ""
        self._settle()
        self._judge(before, given_up)

    def _ask_store(self, line: str) -> None:
        with connections["channel"].cursor() as cursor:
            cursor.execute(line)

    def _commit(self, group: list[Any]) -> list[Any]:
        self.round.groups.append([done for _, done in group])
        try:
            return self._commit_hindered(group)
        finally:
            self.round.stored.append(messages())
            self.round.wiped.append(wishes())

    def _commit_hindered(self, group: list[Any]) -> list[Any]:
        here, connection = len(self.round.groups) - 1, connections["channel"]
        if self.fault == "full":
            self.round.hit.add(here)
        if self.fault not in {"no-commit", "after-commit", "killed"} or not group:
            return REAL.commit(group)
        fault, self.fault, real = self.fault, "", connection._commit
        self.round.hit.add(here)

        def hindered() -> None:
            if fault == "after-commit":
                real()
            if fault == "killed":
                connection.close()
                raise Died
            raise OperationalError("disk I/O error")

        connection._commit = hindered
        try:
            return REAL.commit(group)
        finally:
            connection._commit = real

    def _tell(self, outcomes: list[Any]) -> None:
        if self.fault == "untold" and outcomes:
            self.fault = ""
            self.round.hit.add(len(self.round.groups) - 1)
            raise Died
        REAL.tell(outcomes)

    # what must hold

    def _judge(self, before: dict[bytes, Any], given_up: set[int]) -> None:
        """Hold what each caller of this round was told against what is stored."""
        after = messages()
        by_done = {id(one.done): one for one in self.asked}
        for at, group in enumerate(self.round.groups):
            its = [by_done[id(done)] for done in group if id(done) in by_done]
            for one in its:
                if at in self.round.hit:
                    assert one.outcome in {"", "stored"} | REFUSED | FAULTS, one
                else:
                    self._answer_is_right(one, before, after, self.round.wiped[at])
            stored_before = self.round.stored[at - 1] if at else before
            self._order_is_kept(its, stored_before, self.round.stored[at])
        taken = [by_done[id(done)] for group in self.round.groups for done in group]
        wanted = {one.row for one in taken if id(one) not in given_up}
        fresh = {(after[key][1], key) for key in after.keys() - before.keys()}
        assert fresh <= wanted, "what was given up before it began was written all the same"
        new = [after[key][0] for key in after.keys() - before.keys()]
        last = max((pk for pk, _, _ in before.values()), default=0)
        assert min(new, default=NO_LIMIT) > last, "a number was given out again"

    def _answer_is_right(
        self, one: Asked, before: dict[bytes, Any], after: dict[bytes, Any], wiped: set[bytes]
    ) -> None:
        """Nothing hindered this group: who has no reason of their own to be refused is stored."""
        mailbox, key = one.row
        other_key = key in after and after[key][1] != mailbox
        copied = any(a[2] == one.digest and k != key for k, a in after.items())
        begins = (
            min((a[0], k) for k, a in after.items() if a[1] == mailbox)[1:]
            if any(a[1] == mailbox for a in after.values())
            else ()
        )
        begun = one.kind == "report" and key not in before and begins != (key,)
        reasons = {
            "AlreadyUsed": other_key or copied or begun,
            "UnknownMailbox": one.kind == "message"
            and (mailbox not in {a[1] for a in before.values()} or mailbox in wiped | self.wiped),
            "OtherContent": key in after and after[key][2] != one.digest,
            "ZeroDivisionError": one.kind == "broken",
            "TooBusy": self._gave_up(one),
            "stored": one.kind != "broken",
        }
        assert reasons.get(one.outcome), (one, "has no reason to be told so")
        refusals = ("AlreadyUsed", "UnknownMailbox", "OtherContent", "TooBusy")
        refusable = any(reasons[why] for why in refusals)
        assert one.outcome == "stored" or refusable or one.kind == "broken", one

    def _gave_up(self, one: Asked) -> bool:
        done = one.done
        if done is None:
            return False
        return done.cancelled() or (isinstance(done, Patient) and done.gave_up)

    def _order_is_kept(
        self, its: list[Asked], before: dict[bytes, Any], after: dict[bytes, Any]
    ) -> None:
        """What this group added to a conversation has numbers in the order in which it was asked.

        `before` and `after` are what was stored when the group began and when it was committed.
        """
        fresh = [a for a in its if a.row[1] in after.keys() - before.keys()]
        fresh = [a for a in fresh if a.outcome == "stored" and after[a.row[1]][1] == a.row[0]]
        begun = {mailbox for _, mailbox, _ in before.values()}
        for mailbox in {a.row[0] for a in fresh}:
            mine = [a for a in fresh if a.row[0] == mailbox]
            if mailbox not in begun:  # who begins it goes first, wherever they stood
                begins = {a.row[1] for a in mine if a.kind == "report"}
                first = min(begins, key=lambda key: after[key][0], default=b"")
                mine.sort(key=lambda a: a.row[1] != first)
            numbers = [after[key][0] for key in dict.fromkeys(a.row[1] for a in mine)]
            assert numbers == sorted(numbers), (mailbox, numbers, "are out of order")

    @invariant()
    def what_was_told_is_true(self) -> None:
        there = messages()
        for one in self.asked:
            if one.outcome == "stored" and one.kind in {"report", "message"}:
                mailbox, key = one.row
                assert key in there, (one, "is lost")
                assert there[key][1] == mailbox, (one, "is in another conversation")
                assert there[key][2] == one.digest, (one, "is not what was sent")
                assert not (one.after_a_wipe and one.kind == "message"), (one, "was wiped")
        for key, (_, mailbox, _) in there.items():
            outcomes = {a.outcome for a in self.asked if a.row == (mailbox, key)}
            assert outcomes - REFUSED, (key, mailbox, "is stored, and was only refused")
        assert self.wiped <= wishes(), "an acknowledged wish to delete is lost"
        assert rows_of(WITHOUT_A_MESSAGE) == [], "half a report"

    # how callers are made

    def _arriving(self, mailbox: int, letter: int, copied: bool) -> inbox.IncomingMessage:
        length = PAGES if letter % 2 else ROOM
        text = a_name("copied", 0, PAGES) if copied else a_name(f"text{mailbox}-", letter, length)
        return inbox.IncomingMessage(
            mailbox_hash=a_name("box", mailbox, 32),
            key=a_name("key", letter, 16),
            for_team=text,
            for_reporter=text,
            danger_now=False,
            at=AT,
        )

    def _ask(
        self, kind: str, arriving: inbox.IncomingMessage | None, write: Any, on_loop: bool
    ) -> None:
        row = (arriving.mailbox_hash, arriving.key) if arriving else (b"", b"")
        digest = arriving.digest if arriving else b""
        asked = Asked(kind, row, digest, write=write, arriving=arriving)
        asked.after_a_wipe = row[0] in self.wiped
        if on_loop:
            asked.task = self.loop.create_task(self._on_the_loop(asked, write))
            self.asked.append(asked)
            self._spin()
            asked.done = self.waiting.items[-1][1]
        else:
            self._in_a_thread(asked, lambda: inbox.store(write))

    async def _on_the_loop(self, asked: Asked, write: Any) -> None:
        try:
            await inbox.store_async(write)
        except Exception as error:
            asked.told(type(error).__name__)
        else:
            asked.told("stored")

    def _in_a_thread(self, asked: Asked, ask: Callable[[], None]) -> None:
        def go() -> None:
            try:
                ask()
            except Exception as error:
                asked.told(type(error).__name__)
            else:
                asked.told("stored")
            finally:
                connections.close_all()
                self.waiting.knock.set()

        waits = len(self.waiting.items)
        self.waiting.knock.clear()
        asked.thread = threading.Thread(target=go, daemon=True)
        self.asked.append(asked)
        asked.thread.start()
        self.waiting.knock.wait()
        if len(self.waiting.items) > waits:
            asked.done = self.waiting.items[-1][1]
        else:
            asked.thread.join()  # it had nothing to ask

    def _patient(self) -> list[Patient]:
        return [one for one in Patient.made if not one.done() and not one.gave_up]

    def _spin(self) -> None:
        for _ in range(4):
            self.loop.call_soon(self.loop.stop)
            self.loop.run_forever()

    def _settle(self) -> None:
        """Let everyone who can go on do so."""
        self._spin()
        for one in self.asked:
            done = one.done
            if one.thread and (done is None or done.done() or done.gave_up):
                one.thread.join(10)
                assert one.outcome
                if one.kind == "wipe" and one.outcome == "stored":
                    self.wiped.add(one.row[0])
