"""What a member typed and did not send yet: kept at each pause, opened by nobody but them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.rules import Permission, saves_left
from uitweg.platform.drafts.models import Draft
from uitweg.platform.sealing import box, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context

MOST = 100
"""So many places at once for one member; nobody types in more."""


@dataclass(frozen=True)
class Typed:
    """What a page sends at a pause. `base` is the version it knows, `turn` counts its saves."""

    place: str
    form_key: bytes
    words: str
    base: int
    tab: bytes
    turn: int


@dataclass(frozen=True)
class Kept:
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


class Newer(Exception):
    """Another page kept something else here meanwhile (`kept`), or it was sent (None)."""

    def __init__(self, kept: Kept | None) -> None:
        super().__init__()
        self.kept = kept


class TooFast(Exception):
    """This member saves faster than anybody types."""


def keep(
    *,
    typed: Typed,
    by: Actor,
) -> Draft:
    """Keep what stands in a form; on the disk when this returns.

    It takes the place of what this page kept before, or of the version it knows. A save that
    comes late changes nothing. Raises Newer, TooFast, and NotPossible for too many places.
    """
    require(by.member, Permission.ME_CHANGE)
    _slowly(by)
    try:
        with transaction.atomic():
            return _put(typed, by=by)
    except IntegrityError:  # two pages began here at once
        raise Newer(_one(by, typed.place)) from None


def _put(
    typed: Typed,
    *,
    by: Actor,
) -> Draft:
    row = Draft.objects.select_for_update().filter(member=by.member, place=typed.place).first()
    if row is None:
        if typed.base:
            raise Newer(None)
        if Draft.objects.filter(member=by.member).count() >= MOST:
            raise NotPossible("unsent-full")
        row = Draft(member=by.member, place=typed.place, version=0)
    elif bytes(row.tab) == typed.tab:
        if typed.turn <= row.turn:
            return row
    elif typed.base != row.version:
        raise Newer(_opened(row, by.keyring))
    row.version = max(int(by.now.timestamp() * 1000), row.version + 1)
    row.form_key, row.tab, row.turn = typed.form_key, typed.tab, typed.turn
    row.saved_at = by.now
    row.sealed_text = box.lock(_key(by.keyring), _where(row), typed.words.encode())
    row.save()
    return row


def at(
    *,
    under: str,
    of: Actor,
) -> list[Kept]:
    """Open what this member left on the places whose address begins with `under`."""
    rows = Draft.objects.filter(member=of.member, place__startswith=under).order_by(
        "-saved_at", "id"
    )
    return [_opened(row, of.keyring) for row in rows]


def throw_away(*, place: str, version: int, by: Actor) -> bool:
    """Remove it, unless it is newer than the `version` that was looked at."""
    require(by.member, Permission.ME_CHANGE)
    rows = Draft.objects.filter(member=by.member, place=place, version__lte=version)
    return bool(rows.delete()[0])


def sent(form_key: bytes) -> None:
    """Say that a form was sent: its text is where it belongs. In the transaction of its act."""
    if form_key:
        Draft.objects.filter(form_key=form_key).delete()


def gone(address: str) -> None:
    """Take away what anybody typed about a thing that is destroyed."""
    Draft.objects.filter(place__startswith=address).delete()


def forget(*, now: datetime, days: int) -> int:
    """Remove what lay longer than its term; returns how many."""
    return Draft.objects.filter(saved_at__lt=now - timedelta(days=days)).delete()[0]


def _one(
    by: Actor,
    place: str,
) -> Kept | None:
    row = Draft.objects.filter(member=by.member, place=place).first()
    return _opened(row, by.keyring) if row else None


def _opened(row: Draft, keyring: Keyring) -> Kept:
    try:
        opened = box.unlock(_key(keyring), _where(row), bytes(row.sealed_text))
    except (CannotOpen, Malformed):
        return Kept(row, None)
    return Kept(row, opened.decode())


def _key(keyring: Keyring) -> bytes:
    return tokens.derive(keyring.seed, "unsent")


def _where(row: Draft) -> bytes:
    place = f"{row.member_id} {row.place} {row.version}"
    return context("drafts_draft", place, "sealed_text")


_pace: dict[int, tuple[float | None, datetime]] = {}
"""What each member has left of their saves, in this process."""


def _slowly(
    by: Actor,
) -> None:
    before, since = _pace.get(by.member.pk, (None, by.now))
    left = saves_left(before, by.now - since)
    if left < 1:
        raise TooFast
    _pace[by.member.pk] = (left - 1, by.now)
