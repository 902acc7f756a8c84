"""The forms of a judgement, a response, signing, and a version that the page showed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from uitweg.casework.appraisal.facts.rules.content import Conclusion, WrittenJudgement
from uitweg.casework.appraisal.judging.rules import TEXT_QUESTIONS
from uitweg.channel.conversation.forms import FormKeyField, OwnWordsField
from uitweg.platform.ui.fields import Picks, TextArea

QUESTION_PREFIX = "vraag-"
SHA256_HEX = 64


class VersionForm(forms.Form):
    """Which version the page showed: an act on a newer one would be on something unseen."""

    number = forms.IntegerField(min_value=1, max_value=32767)


class JudgementForm(forms.Form):
    """A conclusion for each question of the law, four texts, and which facts the page showed.

    `closed_at` is when those facts were closed: an older page is about other facts.
    """

    key = FormKeyField()
    closed_at = forms.CharField(max_length=40)

    def __init__(self, elements: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.elements = tuple(elements)
        for element in self.elements:
            self.fields[f"{QUESTION_PREFIX}{element}"] = forms.TypedChoiceField(
                widget=Picks({"required": True}),
                choices=Conclusion.choices(),
                coerce=Conclusion,
                error_messages={"required": "Kies wat je ervan denkt."},
            )
        for name, question in TEXT_QUESTIONS.items():
            self.fields[name] = OwnWordsField(question, widget=TextArea(4, keep=True))

    def clean_closed_at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.cleaned_data["closed_at"])
        except ValueError:
            raise forms.ValidationError("geen moment") from None

    @property
    def written(self) -> WrittenJudgement:
        typed = self.cleaned_data
        conclusions = tuple((each, typed[f"{QUESTION_PREFIX}{each}"]) for each in self.elements)
        return WrittenJudgement(conclusions, **{name: typed[name] for name in TEXT_QUESTIONS})


class ResponseForm(forms.Form):
    key = FormKeyField()
    text = OwnWordsField()


class SignForm(VersionForm):
    """The hash of what the page showed, in hexadecimal, and that the judge read it."""

    shown = forms.RegexField(f"^[0-9a-f]{{{SHA256_HEX}}}$")
    was_read = forms.BooleanField(error_messages={"required": "Kruis aan dat je alles las."})

    def clean_shown(self) -> bytes:
        return bytes.fromhex(self.cleaned_data["shown"])
