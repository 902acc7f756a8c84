"""An action of a plan that a partner was asked to do."""

from django.db import models

from uitweg.casework.cases.case.models import Case, SealedRow, SealedTextField
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.dispatch.models import Package


class PartnerAction(SealedRow):
    """An action of a plan that a partner was asked to do, and the question that was sent.

    `has_news` is true from an answer until the action's owner looks. `sealed_reply_seed` is the
    private half of the package's `reply_public`, as hexadecimal text
    under the case's key.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="partner_actions")
    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="asked_of")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    package = models.OneToOneField(
        Package, null=True, on_delete=models.SET_NULL, related_name="partner_action"
    )
    started_on = models.DateField(null=True)
    has_news = models.BooleanField(default=False)
    form_key = models.BinaryField(max_length=16, unique=True)
    sealed_reply_seed = SealedTextField(default=b"")

    def __str__(self) -> str:
        return f"action {self.action_id} of organisation {self.organisation_id}"
