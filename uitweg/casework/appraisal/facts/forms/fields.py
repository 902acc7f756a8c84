"""Fields that the forms of the weighing share, and the form of one item."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact
from uitweg.casework.appraisal.facts.rules.item_json import AppraisalValue
from uitweg.casework.cases.case.forms import LineField
from uitweg.channel.conversation.forms import FormKeyField
from uitweg.platform.choices import Choices
from uitweg.platform.ui.fields import UNSTORABLE, Chips, ManyPicks, TextArea

LONGEST_TEXT = 4000
CHOOSE = "Kies een van de antwoorden."


class SomeLinesField(forms.CharField):
    """A text of a few lines, at most 4,000 characters."""

    widget = TextArea(keep=True)

    def __init__(self, **kwargs: Any) -> None:
        errors = {
            "required": "Schrijf hier iets op.",
            "max_length": f"Dit is langer dan {LONGEST_TEXT} tekens. Maak het korter.",
            "null_characters_not_allowed": UNSTORABLE,
        }
        super().__init__(max_length=LONGEST_TEXT, error_messages=errors, **kwargs)

    def to_python(self, value: object) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class ChipsField(forms.TypedChoiceField):
    """One of a few fixed answers, each a chip to tap; None when it may stay open."""

    def __init__(self, kind: type[Choices], **kwargs: Any) -> None:
        super().__init__(
            choices=kind.choices(),
            coerce=kind,
            empty_value=None,
            widget=Chips,
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
            **kwargs,
        )


class FactsField(forms.MultipleChoiceField):
    """Some of the facts of this version; gives their keys."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=ManyPicks,
            error_messages={
                "invalid_choice": "Dit feit is er niet meer. Kies opnieuw.",
                "invalid_list": "Kies uit de lijst.",
            },
            **kwargs,
        )


class AppraisalItemForm(forms.Form):
    """The form of one item: what its fields say, and the version that its writer saw.

    `facts` are those of the version, for who may point at them.
    """

    use_required_attribute = False
    kind: ClassVar[ItemKind]
    key = FormKeyField()
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, facts: Sequence[AppraisalFact] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_facts = facts
        for field in self.fields.values():
            if isinstance(field, FactsField):
                field.choices = [(fact.key, fact.title) for fact in facts]
                if not facts:
                    field.help_text = "Er is nog geen feit om te kiezen."

    def value(self, item_key: str) -> AppraisalValue:
        """Return the item as it was typed, under this key."""
        raise NotImplementedError

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in ("key", "seen")]


def line(label: str, *, required: bool = True, help_text: str = "") -> LineField:
    return LineField(label=label, required=required, help_text=help_text)
