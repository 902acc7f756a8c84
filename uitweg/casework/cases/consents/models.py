"""Consents, decisions to share without one, and what was given to whom."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField, known_values
from uitweg.casework.cases.case.rules.workflow import OPEN_STATES
from uitweg.casework.cases.consents.rules.consents import (
    WARN_DAYS,
    ConsentGiver,
    ConsentMode,
    ConsentPurpose,
    ConsentState,
)
from uitweg.casework.cases.consents.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self, now: datetime) -> Self:
        """Return the consents that were given, not withdrawn, and not over on this day.

        A consent is for the help in its case: while the case is closed none of them counts.
        """
        not_over = Q(until=None) | Q(until__gte=timezone.localdate(now))
        return self.filter(not_over, state=ConsentState.GIVEN, case__state__in=OPEN_STATES)

    def ending(self, now: datetime) -> Self:
        """Return the live consents whose last day is within a week."""
        today = timezone.localdate(now)
        return self.live(now).filter(until__lte=today + timedelta(days=WARN_DAYS))

    def answers(self) -> Self:
        """Return the rows that somebody answered, without those that were never asked."""
        return self.exclude(state=ConsentState.NOT_ASKED)


class Consent(SealedRow):
    """One answer to one question: may these data groups go to these organisations for this?

    `groups` is a list of data groups, `organisations` the numbers of organisations of the directory
    and `service_kinds` kinds of service: it counts for each of those organisations, and for each
    that offers such a service. Somebody who says yes to one group and no to
    another makes two rows. `until` is the last day. `sealed_text` holds JSON: the recipients by
    name, how it was asked, what was said. Nothing of it changes, except that it is withdrawn.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=ConsentPurpose.model_choices())
    state = models.CharField(max_length=10, choices=ConsentState.choices())
    given_by = models.CharField(max_length=14, choices=ConsentGiver.choices())
    mode = models.CharField(max_length=8, choices=ConsentMode.choices())
    groups = models.JSONField(default=list)
    organisations = models.JSONField(default=list)
    service_kinds = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    heard_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_heard_by = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="+"
    )
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField(default=b"")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            known_values("purpose", ConsentPurpose, name="consent_purpose_known"),
            known_values("state", ConsentState, name="consent_state_known"),
            known_values("given_by", ConsentGiver, name="consent_giver_known"),
            known_values("mode", ConsentMode, name="consent_mode_known"),
            models.CheckConstraint(
                condition=Q(state=ConsentState.WITHDRAWN.value, withdrawn_at__isnull=False)
                | ~Q(state=ConsentState.WITHDRAWN.value) & Q(withdrawn_at=None),
                name="consent_withdrawn_at_a_moment",
            ),
            FrozenColumns(
                name="consent_frozen",
                except_fields=("state", "withdrawn_at", "withdrawn_heard_by", "sealed_text"),
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} of case {self.case_id}"


class DecisionQuerySet(models.QuerySet["SharingDecision"]):
    def live(self, now: datetime) -> Self:
        """Return the decisions that count on this day; while the case is closed none does."""
        return self.filter(until__gte=timezone.localdate(now), case__state__in=OPEN_STATES)

    def to_tell(self, *, by_day: date) -> Self:
        """Return the decisions of which the youngster should know by this day, and does not yet."""
        return self.filter(tell_on__lte=by_day, told_on=None)


class SharingDecision(SealedRow):
    """A decision to share data groups without consent: for which task, why, and who decided.

    It counts until the end of `until`. `tell_on` is the day by which the youngster is told, None
    when that is not possible; then the reason is in the text. `sealed_text` holds JSON: task,
    purpose, necessity, alternatives, when told or why not.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="sharing_decisions")
    basis = models.CharField(max_length=12, choices=DisclosureBasis.choices())
    groups = models.JSONField(default=list)
    organisations = models.JSONField(default=list)
    service_kinds = models.JSONField(default=list)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    tell_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-decided_at", "-id"]
        constraints: ClassVar = [
            known_values("basis", DisclosureBasis, name="decision_basis_known"),
            FrozenColumns(name="decision_frozen", except_fields=("told_on", "sealed_text")),
        ]

    def __str__(self) -> str:
        return f"sharing decision {self.pk} of case {self.case_id}"


class Disclosure(SealedRow):
    """One disclosure: what left a case, how much of it, when and by whom. Never changed.

    `groups` names data groups, separated by commas. `sha256` is the hash of the bytes that left,
    so that a file that turns up can be matched with its row. `sealed_text` holds JSON: the
    recipient, the purpose and, without consent, the reason. `consent` or `decision` is the row it
    rests on; `organisation` is the number of a partner of the directory. `sealed_snapshot` holds
    exactly what left, when the program itself made it, and is empty otherwise. The database refuses
    a change; only what is sealed can be sealed anew, and the hash says whether that is the same.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="disclosures")
    via = models.CharField(max_length=16, choices=DisclosureMethod.choices())
    basis = models.CharField(max_length=12, choices=DisclosureBasis.choices())
    groups = models.CharField(max_length=120, blank=True, default="")
    rows = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    consent = models.ForeignKey(
        Consent, null=True, on_delete=models.CASCADE, related_name="disclosures"
    )
    decision = models.ForeignKey(
        SharingDecision, null=True, on_delete=models.CASCADE, related_name="disclosures"
    )
    organisation = models.BigIntegerField(null=True)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = SealedTextField()
    sealed_snapshot = SealedTextField(default=b"")

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            known_values("via", DisclosureMethod, name="disclosure_via_known"),
            known_values("basis", DisclosureBasis, name="disclosure_basis_known"),
            models.CheckConstraint(
                condition=Q(consent=None) | Q(decision=None), name="disclosure_on_one_basis"
            ),
            FrozenColumns(
                name="disclosure_frozen", except_fields=("sealed_text", "sealed_snapshot")
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk} of case {self.case_id}"
