"""What was sent to a partner, sealed so that neither the link, the code nor the store opens it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from uitweg.casework.cases.case.models import Case, known_values
from uitweg.casework.cases.consents.models import Consent, SharingDecision
from uitweg.casework.cases.consents.rules.consents import ConsentState
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.rules.packages import (
    DECIDING_ANSWERS,
    PackageEnd,
    PackageKind,
    PackageState,
    PartnerAnswer,
)
from uitweg.platform.accounts.models import Member


class PackageQuerySet(models.QuerySet["Package"]):
    def for_organisation(self, organisation: int) -> Self:
        return self.filter(organisation_id=organisation).order_by("-sent_at", "-id")

    def perhaps_without_basis(self, now: datetime) -> Self:
        """Return those with a part whose basis is over, or about which another answer is since.

        One that is a yes by now ends nothing.
        """
        live = Consent.objects.live(now)
        own = OuterRef("consent__asked_at")
        is_later = Q(asked_at__gte=own) | Q(withdrawn_at__gte=own)
        said_since = Consent.objects.filter(
            is_later, ~Q(pk__in=live.values("pk")), case=OuterRef("case")
        )
        perhaps = PackagePart.objects.filter(Exists(said_since), package=OuterRef("pk"))
        return self.filter(Exists(_dead_parts(now)) | Exists(perhaps)).order_by("pk")

    def with_lost_case(self) -> Self:
        """Return those of which a case was destroyed, so that a part went with it."""
        counted = self.alias(parts_left=models.Count("parts"))
        return counted.exclude(parts_left=F("part_count"))

    def of_destroyed_cases(self) -> Self:
        """Return those that had parts of cases, and have none any more."""
        parts = PackagePart.objects.filter(package=OuterRef("pk"))
        return self.filter(part_count__gt=0).exclude(Exists(parts))

    def withdrawn_after_answer(self, now: datetime) -> Self:
        """Return those that were answered, whose consent was withdrawn, and nobody was told."""
        withdrawn = PackagePart.objects.filter(
            package=OuterRef("pk"), consent__state=ConsentState.WITHDRAWN.value
        )
        answered = self.filter(end=PackageEnd.ANSWERED.value, opens_until__gt=now, told_at=None)
        return answered.filter(Exists(withdrawn)).order_by("pk")


def _dead_parts(now: datetime) -> models.QuerySet["PackagePart"]:
    """Return the parts of a package whose consent or decision does not hold any more."""
    parts = PackagePart.objects.filter(package=OuterRef("pk"))
    consents = Consent.objects.live(now).filter(pk=OuterRef("consent"))
    decisions = SharingDecision.objects.live(now).filter(pk=OuterRef("decision"))
    return parts.filter(~Exists(consents) & ~Exists(decisions))


class Package(models.Model):
    """One text for one organisation, encrypted with a key of its own.

    `public_id` names it in the link. `sealed_content` is encrypted with the package's key, bound to
    `public_id`; that key is in `PackageLink` (for who has link and code) and `PackageKeyCopy` (for
    each account of the organisation). When it ends, content and keys are deleted; what was sent
    stays in the disclosures of the cases. `reply_public` is the key that what the partner writes is
    sealed to; its private half is with the referral, action or conference it belongs to.
    `part_count` is how many cases it had parts of: when one of them was destroyed, it ends.
    `told_at` is when the partner was told that what they have was taken back.
    """

    kind = models.CharField(max_length=10, choices=PackageKind.choices())
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    public_id = models.BinaryField(max_length=16, unique=True)
    state = models.CharField(
        max_length=10, choices=PackageState.choices(), default=PackageState.SENT.value
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    decrypted_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    opens_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=14, choices=PackageEnd.choices(), default="", blank=True)
    part_count = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    reply_public = models.BinaryField(max_length=1216, default=b"")
    sealed_content = models.BinaryField(default=b"")

    objects = PackageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index("organisation", "sent_at", name="package_of_organisation"),
            models.Index("opens_until", name="package_to_end"),
        ]
        constraints: ClassVar = [
            known_values("kind", PackageKind, name="package_kind_known"),
            known_values("state", PackageState, name="package_state_known"),
            known_values("end", PackageEnd, name="package_end_known", allow_empty=True),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="")
                | Q(ended_at__isnull=False, sealed_content=b"") & ~Q(end=""),
                name="ended_package_holds_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"package {self.pk}"


class PackagePart(models.Model):
    """Some data groups of one case in a package, and the consent or decision they rest on."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="parts")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="package_parts")
    groups = models.JSONField(default=list)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.CASCADE, related_name="+")
    decision = models.ForeignKey(
        SharingDecision, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(consent=None) ^ Q(decision=None), name="part_rests_on_one_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.pk} of package {self.package_id}"


class PackageLink(models.Model):
    """The way in for a partner without an account; the link itself is in no column.

    The half of the key in the link and `server_half` together open `sealed_key`; the server gives
    its half only for the code, and deletes both when the package ends. After an answer the rest
    stays until `opens_until`: with link and code the partner gets `answer_half`, which opens
    nothing and only shows, against `answer_token_hash`, that they had both (split_key.py).
    `link_proof_hash` says whether somebody has the link, before any code is sent. `code_hash` is
    the code, hashed under the installation key; it works until `code_until`, `tries_left` times,
    once. `code_times` holds when the codes of the last hour were sent, `codes_sent` how many ever,
    `wrong_codes` how many wrong ones were typed. `code_phone` is the number that the directory had
    when it was sent, and the sender saw: who changes the directory later gets no code to it.
    """

    package = models.OneToOneField(Package, on_delete=models.CASCADE, related_name="link")
    server_half = models.BinaryField(max_length=32, default=b"")
    sealed_key = models.BinaryField(default=b"")
    answer_half = models.BinaryField(max_length=32)
    link_proof_hash = models.BinaryField(max_length=32)
    answer_token_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32, default=b"")
    code_until = models.DateTimeField(null=True)
    tries_left = models.PositiveSmallIntegerField(default=0)
    code_times = models.JSONField(default=list)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    code_phone = models.CharField(max_length=16, default="")

    def __str__(self) -> str:
        return f"link of package {self.package_id}"


class PackageKeyCopy(models.Model):
    """A package's key, sealed to one account of the organisation; deleted when it ends."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="key_copies")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    holder_id = models.BinaryField(max_length=8)
    sealed_key = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("package", "member", name="one_package_key_a_member"),
        ]

    def __str__(self) -> str:
        return f"key of package {self.package_id} for {self.member_id}"


class PackageReply(models.Model):
    """What a partner answered. Never changed; `counts` is false for whoever was second.

    `member` is the account that answered, None for who used the link. `sealed_text` is sealed to
    the package's `reply_public`, and empty without words.
    """

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="replies")
    answer = models.CharField(max_length=16, choices=PartnerAnswer.choices())
    counts = models.BooleanField(default=True)
    replied_at = models.DateTimeField()
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_text = models.BinaryField(default=b"")

    class Meta:
        ordering: ClassVar = ["replied_at", "id"]
        constraints: ClassVar = [
            known_values("answer", PartnerAnswer, name="reply_answer_known"),
            models.UniqueConstraint(
                F("package"),
                condition=Q(counts=True, answer__in=sorted(DECIDING_ANSWERS)),
                name="one_deciding_reply_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer} to package {self.package_id}"
