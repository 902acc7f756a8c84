"""The forms of logging in, joining, a member's own page and passkeys."""

import re
from base64 import urlsafe_b64decode
from typing import Any

from django import forms
from django.utils import timezone

from uitweg.platform.accounts.actions import team
from uitweg.platform.accounts.rules import PARTNERS, Role
from uitweg.platform.identifiers.phones import read_phone
from uitweg.platform.sealing import passphrase, strength
from uitweg.platform.ui.fields import TOO_LONG, UNSTORABLE, DayField, OneLine


def _error_messages(missing: str, **other: str) -> dict[str, str]:
    """Return a field's error messages; `missing` is the one for a required field left empty."""
    return {"required": missing, "null_characters_not_allowed": UNSTORABLE, **other}


TOO_EASY_TO_GUESS = (
    "Deze wachtzin is te makkelijk te raden. Neem zes woorden die niets met elkaar of met jou te "
    "maken hebben, en geen woord twee keer. Of neem de zes die hieronder staan."
)
SAME_AS_INVITATION = (
    "Dit zijn de woorden van je uitnodiging. Die kent je collega ook. Bedenk andere."
)
LOGIN_NAME_ERRORS = _error_messages(
    "Vul de inlognaam in.",
    invalid="Neem alleen letters zonder accent, cijfers en streepjes, zonder spaties.",
    max_length="Houd de inlognaam op 40 tekens of minder.",
)


class PhoneField(forms.CharField):
    """Where colleagues reach a member; may stay empty. Cleans to what a telephone dials."""

    def __init__(self, **kwargs: Any) -> None:
        errors = _error_messages("", max_length=TOO_LONG)
        super().__init__(required=False, max_length=40, error_messages=errors, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        dialled = read_phone(typed)
        if typed and not dialled:
            raise forms.ValidationError(
                "Dit is geen heel telefoonnummer. Bijvoorbeeld: 06 12345678, of met landnummer."
            )
        return dialled


class LoginForm(forms.Form):
    login = forms.SlugField(max_length=40)
    phrase = forms.CharField(max_length=200)
    code = forms.CharField(max_length=12)


class InviteForm(forms.Form):
    """An invitation for somebody of the team; `until` is the account's last day."""

    name = forms.CharField(
        label="Naam",
        help_text="Zo staat de naam onder antwoorden.",
        max_length=60,
        error_messages=_error_messages(
            "Vul de naam in.", max_length="Houd de naam op 60 tekens of minder."
        ),
    )
    login = forms.SlugField(
        label="Inlognaam",
        help_text="Kleine letters, bijvoorbeeld fatima.",
        max_length=40,
        error_messages=LOGIN_NAME_ERRORS,
        widget=OneLine(autocapitalize="none", spellcheck="false"),
    )
    role = forms.TypedChoiceField(
        label="Rol",
        choices=Role.choices(tuple(role for role in Role if role not in PARTNERS)),
        coerce=Role,
        error_messages=_error_messages(
            "Kies een rol.", invalid_choice="Kies een rol uit de lijst."
        ),
    )
    phone = PhoneField(
        label="Telefoon voor collega's",
        help_text="Mag leeg: het lid kan het zelf invullen.",
        widget=forms.TelInput({"autocomplete": "off"}),
    )
    until = DayField(
        "Laatste dag",
        help_text="Mag leeg: dan over een jaar. "
        "Wie langer blijft, houd je daarna met één klik een jaar langer.",
        required=False,
        error_messages={"invalid": "Dit is geen dag. Kies er een, of laat het leeg."},
    )


class NewPassphraseForm(forms.Form):
    """A passphrase of one's own, typed twice and measured."""

    phrase = forms.CharField(
        min_length=20,
        max_length=200,
        error_messages=_error_messages(
            "Bedenk een wachtzin.",
            min_length="Maak je wachtzin langer: minstens 20 tekens.",
            max_length="Maak je wachtzin korter: hoogstens 200 tekens.",
        ),
    )
    again = forms.CharField(
        max_length=200,
        error_messages=_error_messages("Typ je wachtzin nog een keer.", max_length=TOO_LONG),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        phrase, again = cleaned.get("phrase"), cleaned.get("again")
        if phrase and again and phrase != again:
            self.add_error("again", "De twee wachtzinnen zijn niet gelijk.")
        if phrase and (too_weak := self.weakness(passphrase.normalized(phrase), cleaned)):
            self.add_error("phrase", too_weak)
        return cleaned

    def weakness(self, phrase: str, cleaned: dict[str, Any]) -> str:
        """Return why this passphrase is too weak, or ""."""
        raise NotImplementedError


class JoinForm(NewPassphraseForm):
    """A new member types the invitation code, a passphrase twice, and a code from the phone."""

    login = forms.SlugField(max_length=40, error_messages=LOGIN_NAME_ERRORS)
    invitation = forms.CharField(
        max_length=120,
        error_messages=_error_messages(
            "Vul de woorden van je uitnodiging in.", max_length=TOO_LONG
        ),
    )
    totp_secret = forms.RegexField(r"^[A-Z2-7]{32}$")
    code = forms.CharField(
        max_length=12,
        error_messages=_error_messages(
            "Vul de code van je telefoon in.", max_length="Een code is zes cijfers."
        ),
    )

    def weakness(self, phrase: str, cleaned: dict[str, Any]) -> str:
        invitation = passphrase.normalized(cleaned.get("invitation", ""))
        if phrase.lower() == invitation.lower():
            return SAME_AS_INVITATION
        login_name, code = cleaned.get("login", ""), cleaned.get("invitation", "")
        if not team.is_invited(login_name, code, now=timezone.now()):
            return ""  # refused anyway: no stranger has a second of measuring
        return _easily_guessed(phrase, login_name)


class ChangePassphraseForm(NewPassphraseForm):
    """A member types their present passphrase once and the next one twice."""

    present = forms.CharField(
        max_length=200,
        error_messages=_error_messages("Typ de wachtzin die je nu hebt.", max_length=TOO_LONG),
    )

    def __init__(self, *args: Any, login_name: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self._login_name = login_name

    def weakness(self, phrase: str, cleaned: dict[str, Any]) -> str:
        if phrase == passphrase.normalized(cleaned.get("present", "")):
            return "Dit is de wachtzin die je al hebt. Bedenk een andere."
        return _easily_guessed(phrase, self._login_name)


def _easily_guessed(phrase: str, login_name: str) -> str:
    hard = strength.is_hard_to_guess(phrase, known_words=[login_name.lower()])
    return "" if hard else TOO_EASY_TO_GUESS


class ContactForm(forms.Form):
    """Where colleagues call this member, and where news may be mailed."""

    phone = PhoneField()
    mail = forms.EmailField(
        required=False,
        error_messages=_error_messages(
            "",
            invalid="Dit is geen heel mailadres. Bijvoorbeeld: naam@gemeente.example.",
            max_length=TOO_LONG,
        ),
    )
    wants_mail = forms.BooleanField(required=False)
    wants_sound = forms.BooleanField(required=False)


class RecoverForm(forms.Form):
    words = forms.CharField(max_length=1000)


class Base64UrlField(forms.CharField):
    """At most `most` bytes, as base64url without padding; cleans to bytes."""

    def __init__(self, *, most: int, **other: Any) -> None:
        super().__init__(max_length=most * 4 // 3 + 3, **other)

    def clean(self, value: Any) -> bytes:
        typed = super().clean(value)
        if not re.fullmatch("[A-Za-z0-9_-]*", typed, re.ASCII) or len(typed) % 4 == 1:
            raise forms.ValidationError("not base64url")
        return urlsafe_b64decode(typed + "=" * (-len(typed) % 4))


class AssertionForm(forms.Form):
    """A passkey's posted assertion. Extension results have no field: they would hold the secret."""

    credential = Base64UrlField(most=1023)
    client_data = Base64UrlField(most=2048)
    authenticator_data = Base64UrlField(most=1024)
    signature = Base64UrlField(most=1024)
    user_handle = Base64UrlField(most=64, required=False)


class UnlockKeyForm(forms.Form):
    """What decrypts the member's key after an assertion: the passkey's key, or the passphrase."""

    wrapping_key = forms.CharField(max_length=43, required=False)
    phrase = forms.CharField(max_length=200, required=False)


class RegistrationForm(forms.Form):
    """What is posted when a browser created a passkey."""

    credential = Base64UrlField(most=1023)
    client_data = Base64UrlField(most=2048)
    attestation_object = Base64UrlField(most=8192)
    wrapping_key = forms.CharField(max_length=43, required=False)


class PasskeyLabelForm(forms.Form):
    label = forms.CharField(
        max_length=40,
        error_messages=_error_messages(
            "Geef de passkey een naam, bijvoorbeeld: mijn werklaptop.",
            max_length="Houd de naam op 40 tekens of minder.",
        ),
    )


class PassphraseForm(forms.Form):
    phrase = forms.CharField(
        max_length=200, error_messages=_error_messages("Typ je wachtzin.", max_length=TOO_LONG)
    )
