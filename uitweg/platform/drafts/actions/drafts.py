"""What a member typed and did not send yet: kept at each pause, opened by nobody but them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission, draft_saves_left
from uitweg.platform.drafts.models import Draft
from uitweg.platform.sealing import box, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

MOST_DRAFTS = 100
"""So many places at once for one member; nobody types in more."""


@dataclass(frozen=True)
class TypedDraft:
    """What a page sends at a pause. `base` is the version it knows, `turn` counts its saves."""

    place: str
    form_key: bytes
    words: str
    base: int
    tab: bytes
    turn: int


@dataclass(frozen=True)
class OpenedDraft:
    """One text that lies there; `words` is None when it does not open."""

    row: Draft
    words: str | None

    @property
    def fields(self) -> list[list[str]]:
        """Return name, value, label and what stood there before, of each field."""
        found: Any = self.said.get("fields", [])
        return list(found)

    @property
    def said(self) -> dict[str, object]:
        """Return page, title, kind and fields as the browser wrote them, or nothing."""
        return json.loads(self.words) if self.words else {}


class DraftConflict(Exception):
    """Another page kept something else here meanwhile (`kept`), or it was sent (None)."""

    def __init__(self, kept: OpenedDraft | None) -> None:
        super().__init__()
        self.kept = kept


class SavingTooFast(Exception):
    """This member saves faster than anybody types."""


def save_draft(
    *,
    typed: TypedDraft,
    by: Actor,
) -> Draft:
    """Keep what stands in a form; on the disk when this returns.

    It takes the place of what this page kept before, or of the version it knows. A save that
    comes late changes nothing. Raises Newer, TooFast, and NotPossible for too many places.
    """
    require(by.member, Permission.ME_CHANGE)
    _limit_pace(by)
    try:
        with transaction.atomic():
            return _store_draft(typed, by=by)
    except IntegrityError:  # two pages began here at once
        raise DraftConflict(_draft_at(by, typed.place)) from None


def _store_draft(
    typed: TypedDraft,
    *,
    by: Actor,
) -> Draft:
    row = Draft.objects.select_for_update().filter(member=by.member, place=typed.place).first()
    if row is None:
        if typed.base:
            raise DraftConflict(None)
        if Draft.objects.filter(member=by.member).count() >= MOST_DRAFTS:
            raise NotPossible("unsent-full")
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


def open_drafts(
    *,
    under: str,
    of: Actor,
) -> list[OpenedDraft]:
    """Open what this member left on the places whose address begins with `under`."""
    rows = Draft.objects.filter(member=of.member, place__startswith=under).order_by(
        "-saved_at", "id"
    )
    return [_open_draft(row, of.keyring) for row in rows]


def discard_draft(*, place: str, version: int, by: Actor) -> bool:
    """Remove it, unless it is newer than the `version` that was looked at."""
    require(by.member, Permission.ME_CHANGE)
    rows = Draft.objects.filter(member=by.member, place=place, version__lte=version)
    return bool(rows.delete()[0])


def discard_sent_draft(form_key: bytes) -> None:
    """Say that a form was sent: its text is where it belongs. In the transaction of its act."""
    if form_key:
        Draft.objects.filter(form_key=form_key).delete()


def discard_drafts_under(address: str) -> None:
    """Take away what anybody typed about a thing that is destroyed."""
    Draft.objects.filter(place__startswith=address).delete()


def discard_expired_drafts(*, now: datetime, days: int) -> int:
    """Remove what lay longer than its term; returns how many."""
    return Draft.objects.filter(saved_at__lt=now - timedelta(days=days)).delete()[0]


def _draft_at(
    by: Actor,
    place: str,
) -> OpenedDraft | None:
    row = Draft.objects.filter(member=by.member, place=place).first()
    return _open_draft(row, by.keyring) if row else None


def _open_draft(row: Draft, keyring: Keyring) -> OpenedDraft:
    try:
        opened = box.unlock(_key(keyring), _draft_context(row), bytes(row.sealed_text))
    except (CannotOpen, Malformed):
        return OpenedDraft(row, None)
    return OpenedDraft(row, opened.decode())


def _key(keyring: Keyring) -> bytes:
    return tokens.derive(keyring.seed, "unsent")


def _draft_context(row: Draft) -> bytes:
    place = f"{row.member_id} {row.place} {row.version}"
    return context("drafts_draft", place, "sealed_text")


_saves_left: dict[int, tuple[float | None, datetime]] = {}
"""What each member has left of their saves, in this process."""


def _limit_pace(
    by: Actor,
) -> None:
    before, since = _saves_left.get(by.member.pk, (None, by.now))
    left = draft_saves_left(before, by.now - since)
    if left < 1:
        raise SavingTooFast
    _saves_left[by.member.pk] = (left - 1, by.now)
