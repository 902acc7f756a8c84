"""The form of a fact: what it is, where it comes from, and for which questions it counts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.forms.fields import (
    AppraisalItemForm,
    ChipsField,
    SomeLinesField,
    line,
)
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    FactLane,
    Independence,
    SourceKind,
)
from uitweg.casework.cases.case.forms import LineField
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.timeline.forms import FuzzyDateField
from uitweg.platform.choices import Choices
from uitweg.platform.content import load
from uitweg.platform.ui.fields import Chips, ClockField, DayField, ManyPicks, OneLine, TextArea

QUESTION_PREFIX = "vraag-"
LARGEST_DEBT = 10_000_000


class FactSide(Choices):
    """What a fact does for one question of the law."""

    SUPPORTS = "supports", "steunt"
    AGAINST = "against", "spreekt tegen"
    NEITHER = "", "zegt niets"


class Citation:
    """The entry of the case's timeline that a new fact cites, with its text as it is now."""

    def __init__(self, *, entry: int, text: str, audience: Audience) -> None:
        self.entry, self.text = entry, text
        self.is_secret = audience is Audience.SECRET

    def holds(self, quote: str) -> bool:
        """Return whether these words stand in the entry exactly so; line breaks do not count."""
        return bool(quote.strip()) and _on_one_line(quote) in _on_one_line(self.text)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def moment(label: str, help_text: str = "") -> FuzzyDateField:
    """Return a date as exactly as people know it, with its label."""
    return FuzzyDateField(label=label, help_text=help_text)


class FactForm(AppraisalItemForm):
    """A fact of which the source must be known; all the rest may be filled in later."""

    kind: ClassVar = ItemKind.FACT
    title = line("Het feit, in een paar woorden", help_text="Zo staat het boven de kolom.")
    text = SomeLinesField(label="Wat is er precies gezien of gehoord?", required=False)
    lane = ChipsField(FactLane, label="Wat voor feit is het?")
    at = moment("Wanneer was dat?", "Zo precies als jullie weten: 20 feb 2026, rond mei 2026.")
    time = ClockField("Hoe laat", required=False)
    until = moment("Tot wanneer duurde het?")
    amount = forms.IntegerField(
        label="Hoe hoog was de schuld, in hele euro’s?",
        required=False,
        min_value=1,
        max_value=LARGEST_DEBT,
        widget=OneLine(inputmode="numeric", maxlength=9),
        error_messages={
            "invalid": "Schrijf een heel bedrag, zonder punt of komma.",
            "min_value": "Schrijf een bedrag, of laat dit leeg.",
            "max_value": "Dit bedrag is te hoog. Kijk het na.",
        },
    )
    follows = forms.ChoiceField(
        label="Kwam dit na een dreiging? Welke?",
        required=False,
        error_messages={"invalid_choice": "Deze dreiging is er niet meer. Kies opnieuw."},
    )
    source = line("Waar staat het, of wie zei het?", help_text="Zonder bron is het geen feit.")
    source_kind = ChipsField(SourceKind, label="Wat voor bron is dat?")
    independence = ChipsField(
        Independence, label="Zou je dit ook weten als de jongere niets had gezegd?"
    )
    first_heard_by = line("Wie hoorde of zag het het eerst?")
    first_heard_on = moment("Wanneer hoorde of zag die het?")
    how_obtained = line(
        "Hoe kwam het bij jullie?",
        help_text="Bijvoorbeeld: ongevraagd, van het toestel, op verzoek.",
    )
    corroboration = LineField(label="Wat steunt het nog meer?", required=False)
    from_care_talk = forms.BooleanField(label="Dit komt uit een zorggesprek", required=False)
    use_agreed_on = DayField("De jongere zei ja op gebruik, op", required=False)
    use_heard_by = LineField(label="Wie vroeg dat?", required=False)
    quote = SomeLinesField(
        label="De woorden uit de tijdlijn",
        help_text="Laat alleen staan wat je nodig hebt. Verander geen woord.",
        required=False,
        widget=TextArea(5, keep=True),
    )
    indicators = forms.MultipleChoiceField(
        label="Signalen van mensenhandel waar dit op wijst",
        required=False,
        widget=ManyPicks,
        error_messages={"invalid_choice": "Dit signaal staat niet op de lijst."},
    )

    def __init__(
        self,
        *args: Any,
        facts: Sequence[AppraisalFact] = (),
        citation: Citation | None = None,
        cites_secret: bool = False,
        item_key: str = "",
        **kwargs: Any,
    ) -> None:
        """`cites_secret`: a fact that is changed cites a secret entry, which stays so."""
        super().__init__(*args, facts=facts, **kwargs)
        self.citation = citation
        self.cites_secret = cites_secret or (citation is not None and citation.is_secret)
        basis = load().appraisal
        threats = [f for f in facts if f.lane is FactLane.THREAT and f.key != item_key]
        _offer(
            self.fields["follows"],
            [("", "niet opgeschreven"), *((f.key, f.title) for f in threats)],
        )
        _offer(self.fields["indicators"], [(each.id, each.title) for each in basis.indicators])
        for question in basis.elements:
            self.fields[QUESTION_PREFIX + question.id] = forms.TypedChoiceField(
                label=question.question,
                help_text=question.title.lower(),
                choices=FactSide.choices(),
                coerce=FactSide,
                empty_value=FactSide.NEITHER,
                required=False,
                widget=Chips,
                error_messages={"invalid_choice": "Kies een van de drie."},
            )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        at, until = typed.get("at"), typed.get("until")
        if at and until and until.start < at.start:
            self.add_error("until", "Dit ligt voor het begin. Kijk de dagen na.")
        if (typed.get("source_kind"), typed.get("independence")) == (
            SourceKind.YOUNGSTER,
            Independence.INDEPENDENT,
        ):
            self.add_error("independence", "Wat de jongere zelf zei, komt van de jongere.")
        self._clean_care_talk(typed)
        self._clean_quote(typed)
        return typed

    def _clean_care_talk(self, typed: dict[str, Any]) -> None:
        agreed_on: date | None = typed.get("use_agreed_on")
        if self.cites_secret and not typed.get("from_care_talk"):
            self.add_error(
                "from_care_talk", "Dit stuk is een beroepsgeheim, dus uit een zorggesprek."
            )
        if agreed_on and agreed_on > timezone.localdate():
            self.add_error("use_agreed_on", "Deze dag is nog niet geweest.")
        if agreed_on and not typed.get("use_heard_by"):
            self.add_error("use_heard_by", "Schrijf op wie het vroeg.")

    def _clean_quote(self, typed: dict[str, Any]) -> None:
        if self.citation and "quote" in typed and not self.citation.holds(typed["quote"]):
            self.add_error("quote", "Deze woorden staan niet zo in de tijdlijn. Neem ze over.")

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(QUESTION_PREFIX)]

    def fact(self, item_key: str, earlier: AppraisalFact | None = None) -> AppraisalFact:
        """Return the fact as it was typed; how it was placed, and what it cites, stay as before."""
        typed, cites = self.cleaned_data, self.citation
        is_threatened, is_debt = typed["lane"] is FactLane.OFFENCE, typed["lane"] is FactLane.DEBT
        fact = AppraisalFact(
            key=item_key,
            **{name: typed[name] for name in _PLAIN},
            time=typed["time"].strftime("%H:%M") if typed["time"] else "",
            use_agreed_on=typed["use_agreed_on"] if typed["from_care_talk"] else None,
            use_heard_by=typed["use_heard_by"] if typed["from_care_talk"] else "",
            follows=typed["follows"] if is_threatened else "",
            amount=typed["amount"] if is_debt else None,
            supports=self._questions(FactSide.SUPPORTS),
            against=self._questions(FactSide.AGAINST),
            indicators=frozenset(typed["indicators"]),
            entry=cites.entry if cites else None,
            quote=typed["quote"] if cites else "",
        )
        if earlier is None:
            return fact
        kept = {name: getattr(earlier, name) for name in _KEPT}
        return replace(fact, **kept)

    def _questions(self, side: FactSide) -> frozenset[str]:
        chosen = (
            (name, self.cleaned_data[name]) for name in self.fields if name in self.cleaned_data
        )
        return frozenset(
            name.removeprefix(QUESTION_PREFIX)
            for name, value in chosen
            if name.startswith(QUESTION_PREFIX) and value is side
        )


_PLAIN = (
    "title",
    "text",
    "lane",
    "at",
    "until",
    "source",
    "source_kind",
    "independence",
    "first_heard_by",
    "first_heard_on",
    "how_obtained",
    "corroboration",
    "from_care_talk",
)
_KEPT = ("relevance", "objectivity", "biasing", "entry", "quote")


def fact_as_typed(fact: AppraisalFact) -> dict[str, object]:
    """Return the initial values of a FactForm that would give this fact again."""
    moments = {name: getattr(fact, name) for name in ("at", "until", "first_heard_on")}
    sides = dict.fromkeys(fact.supports, FactSide.SUPPORTS.value) | dict.fromkeys(
        fact.against, FactSide.AGAINST.value
    )
    return {
        **{name: getattr(fact, name) for name in _PLAIN},
        **{name: when.words if when else "" for name, when in moments.items()},
        **{QUESTION_PREFIX + id: side for id, side in sides.items()},
        "time": fact.time,
        "amount": fact.amount,
        "follows": fact.follows,
        "use_agreed_on": fact.use_agreed_on,
        "use_heard_by": fact.use_heard_by,
        "indicators": sorted(fact.indicators),
        "quote": fact.quote,
    }


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]
