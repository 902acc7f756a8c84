"""Autosaved drafts: what a member typed and did not send yet, readable by that member only."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission, draft_saves_left
from uitweg.platform.drafts.models import Draft
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.sealing import box, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_for_update

MOST_DRAFTS = 100
"""Of one member."""


class DraftRefusal(Refusal):
    DRAFTS_FULL = "Je hebt te veel teksten die nog niet verstuurd zijn. Kijk ze eerst na."


@dataclass(frozen=True)
class TypedDraft:
    """What a page autosaves.

    `base` is the version the page last knew, `tab` identifies the page, `turn` counts its saves.
    """

    place: str
    form_key: bytes
    words: str
    base: int
    tab: bytes
    turn: int


@dataclass(frozen=True)
class OpenedDraft:
    """A decrypted draft; `words` is its JSON, or None when it could not be decrypted."""

    row: Draft
    words: str | None

    @property
    def fields(self) -> list[list[str]]:
        """Of each field: name, value, label, and its text before the member typed."""
        fields: Any = self.said.get("fields", [])
        return list(fields)

    @property
    def said(self) -> dict[str, object]:
        """The page, title, kind and fields, as the browser sent them; empty when not decrypted."""
        return json.loads(self.words) if self.words else {}


class DraftConflict(Exception):
    """Another page saved a newer draft at this place (`kept`), or the form was sent (None)."""

    def __init__(self, kept: OpenedDraft | None) -> None:
        super().__init__()
        self.kept = kept


class SavingTooFast(Exception):
    """The member saves more often than typing can explain."""


def save_draft(*, typed: TypedDraft, by: Actor) -> Draft:
    """Store a draft in place of this page's earlier one, or of the version the page knows.

    A save that arrives after a later one of the same page changes nothing.
    Raises DraftConflict, SavingTooFast, and NotPossible when the member has too many drafts.
    """
    require(by, Permission.ME_CHANGE)
    _limit_rate(by)
    try:
        with transaction.atomic():
            return _store_draft(typed, by=by)
    except IntegrityError:  # two pages began a draft at this place at the same moment
        raise DraftConflict(_draft_at(by, typed.place)) from None


def _store_draft(typed: TypedDraft, *, by: Actor) -> Draft:
    row = lock_for_update(Draft.objects.filter(member=by.member, place=typed.place)).first()
    if row is None:
        if typed.base:
            raise DraftConflict(None)
        if Draft.objects.filter(member=by.member).count() >= MOST_DRAFTS:
            raise NotPossible(DraftRefusal.DRAFTS_FULL)
        row = Draft(member=by.member, place=typed.place, version=0)
    elif bytes(row.tab) == typed.tab:
        if typed.turn <= row.turn:
            return row
    elif typed.base != row.version:
        raise DraftConflict(_open_draft(row, by.keyring))
    row.version = max(int(by.now.timestamp() * 1000), row.version + 1)
    row.form_key, row.tab, row.turn = typed.form_key, typed.tab, typed.turn
    row.saved_at = by.now
    row.sealed_text = box.lock(_key(by.keyring), _draft_context(row), typed.words.encode())
    row.save()
    return row


def open_drafts(*, under: str, of: Actor) -> list[OpenedDraft]:
    """Decrypt this member's drafts at places whose address begins with `under`, newest first."""
    rows = Draft.objects.filter(member=of.member, place__startswith=under).order_by(
        "-saved_at", "id"
    )
    return [_open_draft(row, of.keyring) for row in rows]


def discard_draft(*, place: str, version: int, by: Actor) -> bool:
    """Delete a draft unless it is newer than `version`; return whether one was deleted."""
    require(by, Permission.ME_CHANGE)
    rows = Draft.objects.filter(member=by.member, place=place, version__lte=version)
    return bool(rows.delete()[0])


def discard_sent_draft(form_key: bytes) -> None:
    """Delete the draft of a form that was sent, within the transaction of the action."""
    if form_key:
        Draft.objects.filter(form_key=form_key).delete()


def discard_drafts_under(address: str) -> None:
    """Delete everyone's drafts about a thing that is being destroyed."""
    Draft.objects.filter(place__startswith=address).delete()


@job("drafts", every=timedelta(minutes=1))
def discard_expired_drafts(*, now: datetime) -> int:
    """Delete drafts that were not saved for their term; return how many."""
    before = now - timedelta(days=retention.retention_table().number("drafts"))
    return Draft.objects.filter(saved_at__lt=before).delete()[0]


def _draft_at(by: Actor, place: str) -> OpenedDraft | None:
    row = Draft.objects.filter(member=by.member, place=place).first()
    return _open_draft(row, by.keyring) if row else None


def _open_draft(row: Draft, keyring: Keyring) -> OpenedDraft:
    try:
        words = box.unlock(_key(keyring), _draft_context(row), bytes(row.sealed_text))
    except (CannotOpen, Malformed):
        return OpenedDraft(row, None)
    return OpenedDraft(row, words.decode())


def _key(keyring: Keyring) -> bytes:
    return tokens.derive(keyring.seed, "unsent")


def _draft_context(row: Draft) -> bytes:
    place = f"{row.member_id} {row.place} {row.version}"
    return context("drafts_draft", place, "sealed_text")


_saves_left: dict[int, tuple[float | None, datetime]] = {}
"""For each member: the saves left (None before the first) and since when; of this process."""


def _limit_rate(by: Actor) -> None:
    left_before, since = _saves_left.get(by.member.pk, (None, by.now))
    left = draft_saves_left(left_before, by.now - since)
    if left < 1:
        raise SavingTooFast
    _saves_left[by.member.pk] = (left - 1, by.now)
