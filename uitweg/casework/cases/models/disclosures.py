"""The record of what left a case."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from uitweg.casework.cases.models.case import Case
from uitweg.casework.cases.models.choices import known_values_constraint
from uitweg.casework.cases.models.consents import Consent, SharingDecision
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.cases.rules.disclosures import DisclosureBasis, DisclosureMethod
from uitweg.platform.accounts.models import Member
from uitweg.platform.store.frozen_columns import FrozenColumns


class Disclosure(models.Model):
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
            known_values_constraint("via", DisclosureMethod, name="disclosure_via_known"),
            known_values_constraint("basis", DisclosureBasis, name="disclosure_basis_known"),
            models.CheckConstraint(
                condition=Q(consent=None) | Q(decision=None), name="disclosure_on_one_basis"
            ),
            FrozenColumns(
                name="disclosure_frozen", except_fields=("sealed_text", "sealed_snapshot")
            ),
        ]

    def __str__(self) -> str:
        return f"disclosure {self.pk} of case {self.case_id}"
