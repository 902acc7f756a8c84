"""The forms of a consent and of a decision to share without one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.casework.cases.case.forms import LONGEST_LINE, LONGEST_REASON, REASON_TOO_LONG
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer, SharingTerms
from uitweg.casework.cases.consents.rules.consent_age import ASKS_A_PARENT
from uitweg.casework.cases.consents.rules.consents import (
    MOST_DAYS,
    USUAL_DAYS,
    ConsentGiver,
    ConsentMode,
    ConsentPurpose,
    ConsentState,
    DecisionReasons,
    Recipient,
    is_too_wide,
)
from uitweg.casework.cases.consents.rules.disclosures import BASES_WITHOUT_CONSENT, DisclosureBasis
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.models import Member
from uitweg.platform.ui.fields import Chips, DayField, ManyChips, OneLine, TextArea

YES, NO = "ja", "nee"
GROUP_PREFIX = "groep-"
DECISION_DAYS = 7
"""How long a decision to share without consent counts when nobody chooses."""
NO_RECIPIENT = "Kies aan wie."
NO_GROUP = "Kies waarover het gaat."
NO_NAME = "Noem de organisatie zelf. Bij {purpose} moet de jongere weten wie het krijgt."
DAY_ERRORS = {"invalid": "Dit is geen dag. Kies er een.", "required": "Kies tot wanneer."}


@dataclass(frozen=True)
class Directory:
    """To whom something can go, handed in by the part that keeps the directory of partners.

    Organisations by number and kinds of service by value, both with their name; and by the
    organisation's number which kinds it offers.
    """

    organisations: Mapping[int, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    kinds_offered: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def recipient(self, value: str) -> Recipient | None:
        """Return whom "org-12" or "soort-shelter" names, or None."""
        if value.startswith("soort-"):
            kind = value.removeprefix("soort-")
            return Recipient(self.kinds[kind], kind=kind) if kind in self.kinds else None
        number = value.removeprefix("org-")
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        return Recipient(self.organisations[pk], pk) if pk in self.organisations else None

    def like(self, name: str) -> Recipient:
        """Return the one organisation with these words in its name, else as `named` does."""
        plain = name.casefold()
        found = [pk for pk, each in self.organisations.items() if plain in each.casefold()]
        return self.named(self.organisations[found[0]] if len(found) == 1 else name)

    def named(self, name: str) -> Recipient:
        """Return the organisation of this name; without one, somebody outside the directory."""
        plain = name.casefold()
        found = (pk for pk, each in self.organisations.items() if each.casefold() == plain)
        pk = next(found, None)
        return Recipient(name if pk is None else self.organisations[pk], pk)


class ShortText(forms.CharField):
    """Some sentences, at most 1000 characters."""

    widget = TextArea(2, required=False)

    def __init__(self, label: str, **kwargs: Any) -> None:
        errors = {"required": "Vul dit in.", "max_length": REASON_TOO_LONG}
        super().__init__(label=label, max_length=LONGEST_REASON, error_messages=errors, **kwargs)


class RecipientsForm(forms.Form):
    """To whom, until which day, and who heard or decided it: what both forms ask."""

    key = FormKeyField()
    to = forms.MultipleChoiceField(required=False, error_messages={"invalid_choice": NO_RECIPIENT})
    to_name = forms.CharField(
        required=False,
        max_length=LONGEST_LINE,
        error_messages={"max_length": "Dit is langer dan 300 tekens. Maak het korter."},
        widget=OneLine(list="organisaties", placeholder="of: naam van een organisatie"),
    )
    until = DayField("Tot en met", error_messages=DAY_ERRORS)
    member = forms.ModelChoiceField(
        empty_label=None,
        queryset=Member.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Kies wie van ons."},
    )

    def __init__(
        self, case: Case, visibility: Visibility, directory: Directory, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.directory = directory
        self.writable = [group for group in DataGroup if group in visibility.writable_groups]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            *((f"soort-{kind}", name) for kind, name in directory.kinds.items()),
            *((f"org-{pk}", name) for pk, name in directory.organisations.items()),
        ]
        self.fields["member"].queryset = case.workers()  # type: ignore[attr-defined]

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Return whom was chosen, each once."""
        typed = self.cleaned_data.get("to_name", "").strip()
        chosen = [self.directory.recipient(value) for value in self.cleaned_data.get("to", [])]
        named = [self.directory.named(" ".join(typed.split()))] if typed else []
        return tuple(dict.fromkeys(each for each in [*chosen, *named] if each))

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if day < today:
            raise forms.ValidationError("Deze dag is al geweest. Kies een dag vanaf vandaag.")
        if day > today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError("Kies een dag binnen een jaar, en vraag het dan opnieuw.")
        return day

    def clean(self) -> dict[str, Any]:
        if not self.errors.keys() & {"to", "to_name"} and not self.recipients:
            self.add_error("to", NO_RECIPIENT)
        return self.cleaned_data


class ConsentForm(RecipientsForm):
    """What somebody answered: yes or no for each data group, and all else once.

    `answer` is the button: yes sends each group as it is marked, no makes each marked group a no,
    and "not-asked" says why nobody asked.
    """

    purpose = forms.TypedChoiceField(
        label="Waarvoor", choices=ConsentPurpose.choices(), coerce=ConsentPurpose
    )
    given_by = forms.TypedChoiceField(
        choices=ConsentGiver.choices(), coerce=ConsentGiver, widget=Chips
    )
    mode = forms.TypedChoiceField(
        choices=ConsentMode.choices((ConsentMode.SPOKEN, ConsentMode.WRITTEN)),
        coerce=ConsentMode,
        widget=Chips,
    )
    said = ShortText("Wat is er precies gezegd? Hoeft niet.", required=False)
    parent_is_danger = forms.BooleanField(
        label="Een ouder is een gevaar voor de jongere", required=False
    )
    answer = forms.ChoiceField(
        choices=[(YES, YES), (NO, NO), ("niet-gevraagd", "niet-gevraagd")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].label = "Gehoord door"
        for group in self.writable:
            self.fields[f"{GROUP_PREFIX}{group}"] = forms.ChoiceField(
                choices=[("", ""), (YES, YES), (NO, NO)], required=False
            )

    def _is_too_wide(self) -> bool:
        typed = self.cleaned_data
        is_yes = typed.get("answer") in ("", YES) and bool(self.groups_marked(YES))
        kinds = [recipient.kind for recipient in self.recipients]
        return is_too_wide(typed["purpose"], is_yes=is_yes, kinds=kinds)

    def groups_marked(self, mark: str) -> frozenset[DataGroup]:
        typed = self.cleaned_data
        return frozenset(
            group for group in self.writable if typed.get(f"{GROUP_PREFIX}{group}") == mark
        )

    @property
    def answers(self) -> list[ConsentAnswer]:
        """Return one answer for the yes, one for the no, as far as there are groups for it."""
        yes, no = self.groups_marked(YES), self.groups_marked(NO)
        match self.cleaned_data["answer"]:
            case "nee":
                by_state = {ConsentState.REFUSED: yes | no}
            case "niet-gevraagd":
                by_state = {ConsentState.NOT_ASKED: yes | no}
            case _:
                by_state = {ConsentState.GIVEN: yes, ConsentState.REFUSED: no}
        return [self._consent_answer(state, groups) for state, groups in by_state.items() if groups]

    def _consent_answer(self, state: ConsentState, groups: frozenset[DataGroup]) -> ConsentAnswer:
        typed = self.cleaned_data
        return ConsentAnswer(
            state=state,
            groups=groups,
            recipients=self.recipients,
            purpose=typed["purpose"],
            given_by=typed["given_by"],
            mode=typed["mode"],
            until=typed["until"],
            said=typed["said"],
            heard_by=typed["member"],
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not (self.groups_marked(YES) or self.groups_marked(NO)):
            self.add_error(None, NO_GROUP)
        if "purpose" in typed and self._is_too_wide():
            self.add_error("to", NO_NAME.format(purpose=typed["purpose"].words))
        if typed.get("parent_is_danger") and typed.get("given_by") in ASKS_A_PARENT:
            self.add_error("given_by", "Een ouder is een gevaar. Kies de jongere of een voogd.")
        if typed.get("answer") == "niet-gevraagd" and not typed.get("said"):
            self.add_error("said", "Schrijf op waarom het niet gevraagd is.")
        return typed


class DecisionForm(RecipientsForm):
    """A decision to share without consent, in the order in which it is to be thought out."""

    task = ShortText("1. Voor welke taak van het team is dit?")
    goal_of_sharing = ShortText("2. Wat wil je ermee bereiken?")
    necessity = ShortText("3. Waarom kan het niet zonder, en niet met minder?")
    alternatives = ShortText("5. Wat heb je nog meer geprobeerd of bedacht?")
    basis = forms.TypedChoiceField(
        choices=DisclosureBasis.choices(BASES_WITHOUT_CONSENT),
        coerce=DisclosureBasis,
        widget=Chips,
    )
    groups = forms.TypedMultipleChoiceField(
        coerce=DataGroup,
        error_messages={"required": NO_GROUP, "invalid_choice": NO_GROUP},
        widget=ManyChips,
    )
    tell_on = DayField(
        "6. Wanneer hoort de jongere het?", required=False, error_messages=DAY_ERRORS
    )
    why_not = ShortText("Niet? Maak de dag leeg en schrijf op waarom.", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].label = "Besloten door"
        self.fields["groups"].choices = DataGroup.choices(self.writable)  # type: ignore[attr-defined]

    @property
    def terms(self) -> SharingTerms:
        typed = self.cleaned_data
        return SharingTerms(
            basis=typed["basis"],
            groups=frozenset(typed["groups"]),
            recipients=self.recipients,
            until=typed["until"],
            tell_on=typed["tell_on"],
        )

    @property
    def reasons(self) -> DecisionReasons:
        typed = self.cleaned_data
        return DecisionReasons(
            task=typed["task"],
            purpose=typed["goal_of_sharing"],
            necessity=typed["necessity"],
            alternatives=typed["alternatives"],
            why_not_told=typed["why_not"],
        )

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        is_read = not self.errors.keys() & {"tell_on", "why_not"}
        if is_read and bool(typed["tell_on"]) == bool(typed["why_not"]):
            self.add_error(
                "tell_on", "Kies wanneer de jongere het hoort, of schrijf op waarom niet."
            )
        return typed

    def clean_tell_on(self) -> date | None:
        day: date | None = self.cleaned_data["tell_on"]
        today = timezone.localdate()
        if day is not None and not today <= day <= today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError("Kies een dag vanaf vandaag, binnen een jaar.")
        return day


def usual_until(today: date, *, days: int = USUAL_DAYS) -> date:
    return today + timedelta(days=days)
