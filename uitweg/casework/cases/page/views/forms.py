"""The forms of the case page: empty, or as they came back with what is wrong in them."""

from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.periods.forms import StartPeriodForm
from uitweg.casework.cases.plan.forms import ActionForm, GoalForm
from uitweg.casework.cases.timeline.forms import EntryForm, EventForm, UploadForm
from uitweg.casework.cases.workflow.forms import GroundAndReviewForm
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import tokens


@dataclass(frozen=True)
class CaseForms:
    """Each form that the page of a case can show."""

    entry: EntryForm
    event: EventForm
    upload: UploadForm
    goal: GoalForm
    action: ActionForm
    period: StartPeriodForm
    ground: GroundAndReviewForm


def case_forms(
    case: Case, visibility: Visibility, reader: Member, returned: Form | None
) -> CaseForms:
    """Return the forms of the page, `returned` in the place of the empty form of its kind."""

    def returned_or[Kind: Form](empty: Kind) -> Kind:
        return returned if isinstance(returned, type(empty)) else empty

    return CaseForms(
        entry=returned_or(EntryForm()),
        event=returned_or(EventForm()),
        upload=returned_or(UploadForm()),
        goal=returned_or(GoalForm()),
        action=returned_or(ActionForm(case, initial={"owner": reader})),
        period=returned_or(StartPeriodForm(visibility)),
        ground=returned_or(
            GroundAndReviewForm(initial={"ground": case.ground, "review_on": case.review_on})
        ),
    )


class FormKeys(dict[str, str]):
    """A key for each form of the page by its name, made when a template asks for it.

    Two forms with one key would be taken for one form that was sent twice.
    """

    def __missing__(self, name: str) -> str:
        self[name] = tokens.new_token(16).hex()
        return self[name]


def form_keys(request: HttpRequest, returned: Form | None) -> FormKeys:
    """Return the keys of the page's forms; the form that came back keeps the key it had."""
    if returned is None:
        return FormKeys()
    return FormKeys({_name_of(returned): request.POST.get("key", "")})


_NAMES: dict[type[Form], str] = {
    EntryForm: "entry",
    EventForm: "event",
    UploadForm: "upload",
    GoalForm: "goal",
    ActionForm: "action",
    StartPeriodForm: "period",
    GroundAndReviewForm: "ground",
}


def _name_of(form: Form) -> str:
    """Return the name of a form's key; a period outside the policy is started in its own form."""
    if isinstance(form, StartPeriodForm) and form.is_other:
        return "other_period"
    return _NAMES[type(form)]
