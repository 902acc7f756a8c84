"""One young person's case: its row, who may read it, its key's copies and its search words."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, Self

from django.db import connections, models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from msgspec import json

from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.grants import (
    MANAGE_LEVELS,
    READ_LEVELS,
    WORK_LEVELS,
    AccessLevel,
    GrantKind,
    GrantReason,
)
from uitweg.casework.cases.case.rules.visibility import HeldGrant, Visibility, visibility_of
from uitweg.casework.cases.case.rules.workflow import OPEN_STATES, CaseState, Ending, LegalGround
from uitweg.platform.accounts.models import Member


def known_values(
    field: str, choices: type[StrEnum], *, name: str, allow_empty: bool = False
) -> CheckConstraint:
    """Let the database refuse any value of `field` that is not one of `choices`."""
    values = [*(choice.value for choice in choices), *([""] if allow_empty else [])]
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def all_groups() -> list[str]:
    """Return every data group: the default of `CaseGrant.groups`."""
    return [group.value for group in DataGroup]


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(
        self, member: Member, *, about: DataGroup | None = None, is_most: bool = False
    ) -> Self:
        """Return the cases this member may read now; with `about`, that data group of them too.

        With `is_most` the database looks for a grant case by case, and stops at the end of a page,
        instead of listing all of the member's grants first.
        """
        grants = CaseGrant.objects.active_for(member.pk, READ_LEVELS)
        grants = grants.about(about) if about else grants
        if is_most:
            return self.filter(Exists(grants.filter(case=OuterRef("pk"))))
        return self.filter(pk__in=grants.values("case"))

    def worked_on_by(self, member: Member) -> Self:
        """Return the open cases in which this member may work."""
        grants = CaseGrant.objects.active_for(member.pk, WORK_LEVELS)
        return self.filter(pk__in=grants.values("case"), state__in=OPEN_STATES)

    def unsafe(self) -> Self:
        """Return the open cases that a member judged unsafe and not acute, the oldest first."""
        unsafe = self.filter(risk=Risk.HIGH, state__in=OPEN_STATES)
        return unsafe.select_related("coordinator").order_by("id")

    def with_danger_to_judge(self) -> Self:
        """Return the open cases that began with danger which nobody judged, the oldest first."""
        unjudged = self.filter(danger_to_judge=True, state__in=OPEN_STATES)
        return unjudged.select_related("coordinator").order_by("id")

    def in_acute_danger(self) -> Self:
        """Return the open cases in acute danger, the one that is so the longest first."""
        acute = self.filter(risk=Risk.ACUTE, state__in=OPEN_STATES)
        return acute.select_related("coordinator").order_by(F("risk_since").asc(nulls_first=True))

    def due_for_review(self, *, until: date) -> Self:
        """Return the open cases with a review date up to and including `until`, oldest first."""
        due = self.filter(review_on__lte=until, state__in=OPEN_STATES)
        return due.select_related("coordinator").order_by("review_on", "id")

    def without_owner(self, *, today: date) -> Self:
        """Return the open cases whose coordinator left the team, grouped by that coordinator."""
        left = Member.objects.filter(until__lt=today)
        ownerless = self.filter(coordinator__in=left.values("pk"), state__in=OPEN_STATES)
        return ownerless.select_related("coordinator").order_by("coordinator_id", "id")

    def awaiting_closure(self, *, not_requested_by: Member) -> Self:
        """Return the cases whose closing this member can approve, the oldest case first.

        Whoever asked to close a case cannot approve it: their own requests are left out.
        """
        requested = self.filter(state=CaseState.CLOSING).exclude(
            closing_by__in=not_requested_by.accounts_of_same_person()
        )
        return requested.select_related("coordinator", "closing_by").order_by("id")


class Case(models.Model):
    """The file of one young person; it has a number and never a name.

    `report_id` is the report it began with, if any. `sealed_key` is the case key sealed to the
    team, and empty while the case is restricted: then the key is in `CaseKeyCopy` rows.
    `key_id` is the team key under which the case key was made, of a restricted case too.
    `key_round` counts how often the key was replaced. `risk_since` is when the risk became what it
    is now. `closing_from` is the state before it was closing, "" while it never was; there it goes
    back to. `danger_to_judge` says that a report or call with danger went into the case, and that
    nobody judged the safety since.
    """

    report_id = models.BigIntegerField(unique=True, null=True)
    coordinator = models.ForeignKey(Member, on_delete=models.PROTECT)
    opened_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=CaseState.choices(), default=CaseState.INTAKE.value
    )
    risk = models.CharField(max_length=12, choices=Risk.choices(), default=Risk.UNKNOWN.value)
    risk_since = models.DateTimeField(null=True)
    danger_to_judge = models.BooleanField(default=False)
    ground = models.CharField(
        max_length=12, choices=LegalGround.choices(), default=LegalGround.NOT_CHOSEN.value
    )
    review_on = models.DateField(null=True)
    closing_from = models.CharField(
        max_length=12, choices=CaseState.choices(), default="", blank=True
    )
    ending = models.CharField(max_length=16, choices=Ending.choices(), default="", blank=True)
    closing_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="closing"
    )
    closed_on = models.DateField(null=True)
    kept_until = models.DateField(null=True)
    is_restricted = models.BooleanField(default=False)
    key_round = models.PositiveSmallIntegerField(default=0)
    sealed_key = models.BinaryField()
    key_id = models.BinaryField(max_length=8)

    objects = CaseQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                "id", name="case_asked_to_close", condition=Q(state=CaseState.CLOSING.value)
            ),
            models.Index("state", name="case_by_state"),
            models.Index("key_id", "id", name="case_by_team_key"),
            models.Index("id", name="case_danger_to_judge", condition=Q(danger_to_judge=True)),
            models.Index(
                "risk_since", name="case_in_acute_danger", condition=Q(risk=Risk.ACUTE.value)
            ),
        ]
        constraints: ClassVar = [
            known_values("state", CaseState, name="case_state_known"),
            known_values(
                "closing_from", CaseState, name="case_closing_from_known", allow_empty=True
            ),
            known_values("risk", Risk, name="case_risk_known"),
            known_values("ground", LegalGround, name="case_ground_known"),
            known_values("ending", Ending, name="case_ending_known", allow_empty=True),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"U-{self.pk:04d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def came_from(self) -> CaseState:
        """The state to go back to from closing or closed; intake where nobody knows it."""
        return CaseState(self.closing_from or CaseState.INTAKE)

    def may_be_read_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, READ_LEVELS).exists()

    def visibility_for(self, member_pk: int) -> Visibility:
        """Return what this member may see of the case now, with one query."""
        grants = [grant.as_held_grant for grant in self.grants.active_for(member_pk)]
        return visibility_of(grants, CaseState(self.state))

    def has_any_grant(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk).opening_the_card().exists()

    def may_be_worked_on_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, WORK_LEVELS).exists()

    def may_be_managed_by(self, member_pk: int) -> bool:
        return self.grants.active_for(member_pk, MANAGE_LEVELS).exists()

    def workers(self) -> models.QuerySet[Member]:
        """Return the members who may work in this case now, ordered by name."""
        grants = self.grants.active().filter(level__in=WORK_LEVELS)
        return Member.objects.filter(pk__in=grants.values("member")).order_by("name")


class GrantQuerySet(models.QuerySet["CaseGrant"]):
    def active(self) -> Self:
        """Return the grants that have begun and have not ended."""
        now = timezone.now()
        return self.filter(Q(until=None) | Q(until__gt=now), since__lte=now)

    def active_for(
        self, member_pk: int, levels: frozenset[AccessLevel] = frozenset(AccessLevel)
    ) -> Self:
        return self.active().filter(member_id=member_pk, level__in=levels)

    def opening_the_card(self) -> Self:
        """Leave out emergency access to the sources of a restricted case: it opens no card."""
        return self.exclude(kind=GrantKind.EMERGENCY.value, groups=[])

    def about(self, group: DataGroup | Combinable) -> Self:
        """Return the grants that open this data group, or the group in an outer query's row.

        Looks for the quoted name in the list's JSON text: SQLite has no query inside a JSON list.
        """
        with_text = self.annotate(groups_text=Cast("groups", models.TextField()))
        name = Value(group.value) if isinstance(group, DataGroup) else group
        return with_text.filter(groups_text__contains=Concat(Value('"'), name, Value('"')))


class CaseGrant(models.Model):
    """The only source of access to a case; it ends by itself at `until`.

    A grant that ended stays as long as its case, to show later who could see what, and when.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Member, on_delete=models.PROTECT)
    kind = models.CharField(
        max_length=12, choices=GrantKind.choices(), default=GrantKind.COLLEAGUE.value
    )
    level = models.CharField(max_length=8, choices=AccessLevel.choices())
    groups = models.JSONField(default=all_groups)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=20, choices=GrantReason.choices())
    given_by = models.BigIntegerField(null=True)
    ended_by = models.BigIntegerField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind=GrantKind.OWNER.value, until=None),
                name="one_owner_a_case",
            ),
            known_values("level", AccessLevel, name="grant_level_known"),
            known_values("kind", GrantKind, name="grant_kind_known"),
            known_values("reason", GrantReason, name="grant_reason_known"),
        ]
        indexes: ClassVar = [models.Index("member", "case", name="grant_of_member")]

    def __str__(self) -> str:
        return f"{self.level} on {self.case_id} for {self.member_id}"

    def is_active_at(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)

    @property
    def is_for_sources(self) -> bool:
        """Whether it opens the report and call notes of a restricted case, and not the case."""
        return self.kind == GrantKind.EMERGENCY and not self.groups

    @property
    def as_held_grant(self) -> HeldGrant:
        """Return the grant in plain values; groups that no longer exist are left out."""
        groups = frozenset(group for group in DataGroup if group in self.groups)
        return HeldGrant(self.member_id, AccessLevel(self.level), groups)


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text encrypted by `CaseKey.lock`, bound to this table, the row's `form_key` and this field.

    A type of its own, so that replacing a case's key finds every column to encrypt again. A model
    with such a field has a foreign key `case`. In the database it is a plain column of bytes.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return str(name), "django.db.models.BinaryField", list(args), dict(kwargs)


class TextKey(Protocol):
    """A key that encrypts texts of one case: `CaseKey`, `CompartmentKey`."""

    def lock(self, table: str, form_key: bytes, text: str, *, field: str) -> bytes: ...
    def unlock(
        self, table: str, form_key: bytes, sealed: bytes | memoryview, *, field: str
    ) -> str | None: ...


class SealedRow(models.Model):
    """A row that encrypts and decrypts its own texts, in fields named `sealed_<name>`.

    No text is no bytes in a field that has a default; in any other it is encrypted as a text of no
    characters.
    """

    class Meta:
        abstract = True

    def seal(self, key: TextKey, **texts: object) -> Self:
        """Encrypt each of these by its name; what is no text as its JSON. The caller saves."""
        for name, value in texts.items():
            setattr(self, f"sealed_{name}", self.sealed(key, value, name=name))
        return self

    def sealed(self, key: TextKey, value: object, *, name: str = "text") -> bytes:
        """Return what `seal` would set, to store in an update."""
        field = self._field(name)
        text = value if isinstance(value, str) else json.encode(value).decode()
        if not text and field.has_default():
            return b""
        return key.lock(self._meta.db_table, self._form_key, text, field=field.name)

    def unseal(self, key: TextKey, name: str = "text") -> str | None:
        """Decrypt a text; None when it does not open: another key, case, row or field."""
        field = self._field(name)
        sealed = bytes(getattr(self, field.name))
        if not sealed and field.has_default():
            return ""
        return key.unlock(self._meta.db_table, self._form_key, sealed, field=field.name)

    def unseal_as[Content](
        self, key: TextKey, content: type[Content], name: str = "text"
    ) -> Content | None:
        """Decrypt what was sealed as JSON; None when it does not open, or there is nothing."""
        text = self.unseal(key, name)
        return json.decode(text, type=content) if text else None

    def _field(self, name: str) -> models.BinaryField:  # type: ignore[type-arg]
        field = self._meta.get_field(f"sealed_{name}")
        assert isinstance(field, models.BinaryField)
        return field

    @property
    def _form_key(self) -> bytes:
        return bytes(self.form_key)  # type: ignore[attr-defined]


class CaseKeyCopy(models.Model):
    """A restricted case's key, sealed to one member, or to the recovery sheet (no `member`).

    `holder_id` is the id of the public key it was sealed to; a member who joins again gets a new
    public key, so an older copy no longer opens for them.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="key_copies")
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    holder_id = models.BinaryField(max_length=8)
    sealed_key = models.BinaryField()
    given_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("case", "member", name="one_case_share_a_member"),
        ]

    def __str__(self) -> str:
        return f"key of case {self.case_id} for {self.member_id or 'the recovery sheet'}"


LOOKUP_SQL = "SELECT case_id, token FROM cases_searchtoken WHERE token IN ({}) LIMIT %s"
PRESENT_SQL = """
SELECT asked.column1 FROM (VALUES {}) AS asked
WHERE EXISTS (SELECT 1 FROM cases_searchtoken AS stored WHERE stored.token = asked.column1)
"""
"""Stops at the first row of each token: of a common word there are as many as there are cases."""


class SearchTokenQuerySet(models.QuerySet["SearchToken"]):
    def matching(self, tokens: Sequence[bytes], *, limit: int) -> list[tuple[int, bytes]]:
        """Return (case id, token) of each row with one of these tokens, at most `limit` rows.

        Plain SQL, because a long note has five thousand tokens and the ORM needed as much time to
        build that query as the database to answer it.
        """
        if not tokens:
            return []
        placeholders = ", ".join(["%s"] * len(tokens))
        with connections[self.db].cursor() as cursor:
            cursor.execute(LOOKUP_SQL.format(placeholders), [*tokens, limit])
            return [(case_id, bytes(token)) for case_id, token in cursor.fetchall()]

    def present(self, tokens: Sequence[bytes]) -> set[bytes]:
        """Return which of these tokens some case has."""
        if not tokens:
            return set()
        placeholders = ", ".join(["(%s)"] * len(tokens))
        with connections[self.db].cursor() as cursor:
            cursor.execute(PRESENT_SQL.format(placeholders), list(tokens))
            return {bytes(token) for (token,) in cursor.fetchall()}


class SearchToken(models.Model):
    """One word of a case as a keyed token (`sealing.blind`); shows neither word nor kind."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="search_tokens", db_index=False
    )
    token = models.BinaryField(max_length=8)

    objects = SearchTokenQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index("token", "case", name="word_by_token")]
        constraints: ClassVar = [
            models.UniqueConstraint("case", "token", name="one_token_a_case"),
        ]

    def __str__(self) -> str:
        return f"search token {self.pk} of case {self.case_id}"
