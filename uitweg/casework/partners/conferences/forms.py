"""The forms of a conference: when it is, who takes part, and what is typed at an item."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from uitweg.casework.cases.case.forms import LineField
from uitweg.casework.cases.case.models import Case
from uitweg.casework.partners.conferences.actions.conferences import ConferenceTerms
from uitweg.casework.partners.conferences.actions.items import TypedItem
from uitweg.casework.partners.conferences.actions.people import ParticipantTerms
from uitweg.casework.partners.conferences.models import AgendaItem, Conference
from uitweg.casework.partners.conferences.rules.lines import LONGEST_TYPED
from uitweg.casework.partners.conferences.rules.states import Involvement, Undone
from uitweg.casework.partners.directory.models import Organisation
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import KEYHOLDERS
from uitweg.platform.ui.fields import (
    TOO_LONG,
    UNSTORABLE,
    Chips,
    ClockField,
    DayField,
    OneLine,
    TextArea,
    with_hidden_label,
    with_small_label,
)

FURTHEST = timedelta(days=732)
"""A conference further away than this is a typing error."""
TYPED_ERRORS = {
    "max_length": "Dit is te veel tekst voor één punt. Maak het korter.",
    "null_characters_not_allowed": UNSTORABLE,
}


class ConferenceForm(forms.Form):
    """When and where; what is about a case stands at its item."""

    title = LineField("Naam", help_text="Zet er geen naam van een jongere in.")
    day = DayField("Dag")
    begins, ends = ClockField("Van"), ClockField("Tot")
    place = forms.CharField(
        label="Plaats",
        help_text="Bij online: laat leeg. Stuur de link apart.",
        required=False,
        max_length=120,
        error_messages={"max_length": TOO_LONG, "null_characters_not_allowed": UNSTORABLE},
    )
    is_online = forms.BooleanField(label="Online", required=False)

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        begins, ends, day = typed.get("begins"), typed.get("ends"), typed.get("day")
        if begins and ends and ends <= begins:
            self.add_error("ends", "Een overleg eindigt later dan het begint.")
        if day and abs(day - timezone.localdate()) > FURTHEST:
            self.add_error("day", "Deze dag is te ver weg. Kijk het jaartal na.")
        return typed

    @property
    def terms(self) -> ConferenceTerms:
        typed = self.cleaned_data
        return ConferenceTerms(
            title=typed["title"],
            starts_at=timezone.make_aware(datetime.combine(typed["day"], typed["begins"])),
            ends_at=timezone.make_aware(datetime.combine(typed["day"], typed["ends"])),
            place=typed["place"],
            is_online=typed["is_online"],
        )


class NewConferenceForm(ConferenceForm):
    """The same, with the cases it is about."""

    key = FormKeyField()
    cases = forms.ModelMultipleChoiceField(
        queryset=Case.objects.none(),
        error_messages={
            "required": "Kies minstens één casus.",
            "invalid_choice": "In een van deze casussen mag je niet werken.",
            "invalid_pk_value": "Kies de casussen uit de lijst.",
        },
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].queryset = Case.objects.worked_on_by(member)  # type: ignore[attr-defined]


def team_members(today: date) -> Any:
    """Return who of the team can take part: the members who hold keys and are here today."""
    roles = [role.value for role in KEYHOLDERS]
    active = Member.objects.filter(role__in=roles).exclude(until__lt=today)
    return active.exclude(admitted_at=None).order_by("name", "pk")


class ParticipantForm(forms.Form):
    """Somebody of the team by number, or an organisation by its name in the directory."""

    key = FormKeyField()
    member = forms.ModelChoiceField(
        label="Of een collega",
        queryset=Member.objects.none(),
        required=False,
        empty_label=" ",
        error_messages={"invalid_choice": "Kies iemand uit de lijst."},
    )
    organisation = LineField("Organisatie", required=False, widget=OneLine(list="organisaties"))
    contact = LineField("Wie komt er van die organisatie?", required=False)
    items = forms.ModelMultipleChoiceField(
        queryset=AgendaItem.objects.none(),
        error_messages={
            "required": "Kies bij welke punten.",
            "invalid_choice": "Dit punt hoort niet bij dit overleg.",
            "invalid_pk_value": "Kies de punten uit de lijst.",
        },
    )

    def __init__(self, conference: Conference, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = conference.items.filter(case__in=Case.objects.worked_on_by(by.member))
        self.fields["member"].queryset = team_members(by.today)  # type: ignore[attr-defined]
        self.fields["items"].queryset = items  # type: ignore[attr-defined]

    def clean_organisation(self) -> Organisation | None:
        name = self.cleaned_data["organisation"]
        if not name:
            return None
        rows = Organisation.objects.filter(ended_on=None)
        found = rows.filter(name__iexact=name).first()
        if found is None:
            near = list(rows.filter(name__icontains=name).order_by("name")[:3])
            if len(near) != 1:
                names = ", ".join(row.name for row in near)
                raise forms.ValidationError(
                    f"Bedoel je een van deze: {names}?" if near else "Die staat niet in de lijst."
                )
            found = near[0]
        return found

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        named = [name for name in ("member", "organisation") if typed.get(name)]
        if len(named) != 1 and not self.errors:
            raise forms.ValidationError("Kies een collega óf een organisatie.")
        return typed

    @property
    def terms(self) -> ParticipantTerms:
        typed = self.cleaned_data
        return ParticipantTerms(
            items=list(typed["items"]),
            member=typed["member"],
            organisation=typed["organisation"],
            contact=typed["contact"],
        )


class TypedField(forms.CharField):
    """Lines as they were typed, each of them kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            strip=False,
            validators=[MaxLengthValidator(LONGEST_TYPED)],
            error_messages=TYPED_ERRORS,
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class ItemForm(forms.Form):
    """What the chair types at one item; `version` is that of the item the page showed."""

    key = FormKeyField()
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    question = with_hidden_label(
        LineField(
            "Wat is de vraag?",
            required=False,
            widget=OneLine(class_="lead", placeholder="Wat moet dit overleg beslissen?"),
        )
    )
    typed = with_small_label(
        TypedField(
            label="actie | wie | wanneer. Een regel zonder streepje is een besluit.",
            widget=TextArea(5, id="afspraken", class_="typed", aria_describedby="begrepen"),
        )
    )
    involvement = forms.TypedChoiceField(
        widget=Chips,
        choices=Involvement.choices(),
        coerce=Involvement,
        required=False,
        empty_value=None,
        error_messages={"invalid_choice": "Kies een van de drie."},
    )
    youngster = LineField("Hoe, of waarom niet", required=False)
    look_again_on = DayField("Niet ingelicht: wanneer kijk je opnieuw?", required=False)

    @property
    def typed_item(self) -> TypedItem:
        typed = self.cleaned_data
        return TypedItem(
            version=typed["version"],
            typed=typed["typed"],
            question=typed["question"],
            involvement=typed["involvement"],
            youngster=typed["youngster"],
            look_again_on=typed["look_again_on"],
        )


class LinesForm(forms.Form):
    """The lines alone: to show how they are understood, or to correct the minutes."""

    typed = TypedField()


class MinutesCorrectionForm(LinesForm):
    key = FormKeyField()


class UndoneForm(forms.Form):
    line = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    undone = forms.TypedChoiceField(choices=Undone.choices(), coerce=Undone)
