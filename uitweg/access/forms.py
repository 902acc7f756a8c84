"""What is typed at the staff door's own pages, checked."""

from typing import Any

from django import forms

from uitweg.access.rules import Role

ROLE_WORDS = {
    Role.COORDINATOR: "Zorgcoördinator",
    Role.LEAD: "Teamleider",
    Role.ADMINISTRATOR: "Beheerder (ziet geen inhoud)",
    Role.ANALYST: "Analist",
    Role.PRIVACY: "Privacyfunctionaris",
    Role.EDITOR: "Redacteur",
}


LONG = "Dit is te lang. Kijk of je iets dubbel hebt geplakt."
ODD = "Hier staat een teken dat we niet kunnen bewaren. Typ het opnieuw."


def _said(missing: str, **other: str) -> dict[str, str]:
    """Return one clear sentence for each thing that can be wrong with a field."""
    return {"required": missing, "null_characters_not_allowed": ODD, **other}


LOGIN_WORDS = _said(
    "Vul de inlognaam in.",
    invalid="Neem alleen letters zonder accent, cijfers en streepjes, zonder spaties.",
    max_length="Houd de inlognaam op 40 tekens of minder.",
)


class LoginForm(forms.Form):
    login = forms.SlugField(max_length=40)
    phrase = forms.CharField(max_length=200)
    code = forms.CharField(max_length=12)


class InviteForm(forms.Form):
    name = forms.CharField(
        max_length=60,
        error_messages=_said("Vul de naam in.", max_length="Houd de naam op 60 tekens of minder."),
    )
    login = forms.SlugField(max_length=40, error_messages=LOGIN_WORDS)
    role = forms.ChoiceField(
        choices=[(r.value, w) for r, w in ROLE_WORDS.items()],
        error_messages=_said("Kies een rol.", invalid_choice="Kies een rol uit de lijst."),
    )


class JoinForm(forms.Form):
    """The new member types the invitation code, a passphrase twice, and a code of the phone."""

    login = forms.SlugField(max_length=40, error_messages=LOGIN_WORDS)
    invitation = forms.CharField(
        max_length=120,
        error_messages=_said("Vul de woorden van je uitnodiging in.", max_length=LONG),
    )
    totp_secret = forms.RegexField(r"^[A-Z2-7]{32}$")
    phrase = forms.CharField(
        min_length=20,
        max_length=200,
        error_messages=_said(
            "Bedenk een wachtzin.",
            min_length="Maak je wachtzin langer: minstens 20 tekens.",
            max_length="Maak je wachtzin korter: hoogstens 200 tekens.",
        ),
    )
    again = forms.CharField(
        max_length=200,
        error_messages=_said("Typ je wachtzin nog een keer.", max_length=LONG),
    )
    code = forms.CharField(
        max_length=12,
        error_messages=_said(
            "Vul de code van je telefoon in.", max_length="Een code is zes cijfers."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        both = {"phrase", "again"} <= set(cleaned)
        if both and cleaned["phrase"] != cleaned["again"]:
            self.add_error("again", "De twee wachtzinnen zijn niet gelijk.")
        return cleaned


class MailForm(forms.Form):
    mail = forms.EmailField(
        required=False,
        error_messages=_said(
            "",
            invalid="Dit is geen heel mailadres. Bijvoorbeeld: naam@gemeente.example.",
            max_length=LONG,
        ),
    )
    wants_mail = forms.BooleanField(required=False)


class RecoverForm(forms.Form):
    words = forms.CharField(max_length=1000)
