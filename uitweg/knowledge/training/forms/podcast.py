"""The form with which an editor offers a recording; the files are looked at in the action."""

from collections.abc import Iterator
from typing import Any

from django import forms

from uitweg.knowledge.training.actions.podcast_checks import GivenConsent, OfferedRecording
from uitweg.knowledge.training.rules.podcast import (
    ConsentScope,
    RecordingProblem,
    SpeakerRole,
    VoiceKind,
    read_moment,
)
from uitweg.platform.content.values.podcast import Episode

CONSENT_ROWS = range(1, 7)
CONSENT_LABELS = {
    "speaker": "Wat is deze spreker?",
    "scope": "Waarvoor is het ja?",
    "given": "Ja gezegd op",
    "until": "Tot en met (mag leeg)",
}
NO_SOUND = "Kies eerst de opname (mp3 of m4a)."
NO_TEXT = "Kies ook de tekst met tijden (.vtt)."
NO_VOICE = "Zeg wie er spreekt: mensen of een computer."
HALF_CONSENT = "Vul bij elke spreker in wat die is, waarvoor en op welke dag het ja was."


def _file(sentence: str) -> forms.FileField:
    """A file; that it is empty is for the action to say."""
    errors = dict.fromkeys(("required", "invalid", "missing"), sentence)
    return forms.FileField(allow_empty_file=True, error_messages=errors)


class RecordingForm(forms.Form):
    """One recording of an episode: sound, text, chapters, and the consent of who speaks."""

    sound = _file(NO_SOUND)
    transcript = _file(NO_TEXT)
    voice = forms.TypedChoiceField(
        coerce=VoiceKind,
        choices=VoiceKind.choices(),
        error_messages={"required": NO_VOICE, "invalid_choice": NO_VOICE},
    )
    numbers = forms.BooleanField(required=False)

    def __init__(self, episode: Episode, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.episode = episode
        self.fields["numbers"].required = bool(episode.contacts)
        self.fields["numbers"].error_messages["required"] = RecordingProblem.NUMBERS.words
        for number, _ in enumerate(episode.script.chapters, 1):
            self.fields[f"begin_{number}"] = forms.CharField(required=False, max_length=10)
        for row in CONSENT_ROWS:
            self.fields |= {
                f"speaker_{row}": _choice(SpeakerRole),
                f"scope_{row}": _choice(ConsentScope),
                f"given_{row}": forms.DateField(required=False),
                f"until_{row}": forms.DateField(required=False),
            }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for row in CONSENT_ROWS:
            parts = [cleaned.get(f"{name}_{row}") for name in ("speaker", "scope", "given")]
            is_begun = any(parts) or cleaned.get(f"until_{row}")
            if self.errors.keys() & {f"given_{row}", f"until_{row}"} or (
                is_begun and not all(parts)
            ):
                self.add_error(None, HALF_CONSENT)
                break
        return cleaned

    @property
    def begin_fields(self) -> Iterator[tuple[str, forms.BoundField]]:
        """Each chapter's title with its field."""
        for number, chapter in enumerate(self.episode.script.chapters, 1):
            yield chapter.title, self[f"begin_{number}"]

    @property
    def file_fields(self) -> Iterator[tuple[forms.BoundField, str, str]]:
        """The two files: field, label, and what may be chosen."""
        yield self["sound"], "De opname", ".mp3, .m4a"
        yield self["transcript"], "De tekst met tijden (WebVTT)", ".vtt"

    @property
    def consent_rows(self) -> Iterator[tuple[int, list[tuple[forms.BoundField, str]]]]:
        """The fields of each speaker with their labels."""
        for row in CONSENT_ROWS:
            yield row, [(self[f"{name}_{row}"], label) for name, label in CONSENT_LABELS.items()]

    def offered(self) -> OfferedRecording:
        """Return what was offered; only of a form that is valid."""
        cleaned, chapters = self.cleaned_data, len(self.episode.script.chapters)
        return OfferedRecording(
            episode=self.episode,
            content=cleaned["sound"].read(),
            transcript=cleaned["transcript"].read(),
            begins=tuple(
                read_moment(cleaned[f"begin_{number}"]) for number in range(1, chapters + 1)
            ),
            voice=cleaned["voice"],
            consents=tuple(self._consents()),
        )

    def _consents(self) -> Iterator[GivenConsent]:
        for row in CONSENT_ROWS:
            if speaker := self.cleaned_data[f"speaker_{row}"]:
                yield GivenConsent(
                    speaker=speaker,
                    scope=self.cleaned_data[f"scope_{row}"],
                    given_on=self.cleaned_data[f"given_{row}"],
                    until=self.cleaned_data[f"until_{row}"],
                )


def _choice(kind: type[SpeakerRole] | type[ConsentScope]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        coerce=kind, choices=[("", "–"), *kind.choices()], required=False, empty_value=None
    )
