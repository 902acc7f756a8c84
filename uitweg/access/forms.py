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


class LoginForm(forms.Form):
    login = forms.SlugField(max_length=40)
    phrase = forms.CharField(max_length=200)
    code = forms.CharField(max_length=12)


class InviteForm(forms.Form):
    name = forms.CharField(max_length=60)
    login = forms.SlugField(max_length=40)
    role = forms.ChoiceField(choices=[(r.value, w) for r, w in ROLE_WORDS.items()])


class JoinForm(forms.Form):
    """The new member types the invitation code, a passphrase twice, and a code of the phone."""

    login = forms.SlugField(max_length=40)
    invitation = forms.CharField(max_length=120)
    totp_secret = forms.RegexField(r"^[A-Z2-7]{32}$")
    phrase = forms.CharField(min_length=20, max_length=200)
    again = forms.CharField(max_length=200)
    code = forms.CharField(max_length=12)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("phrase") != cleaned.get("again"):
            self.add_error("again", "De twee wachtzinnen zijn niet gelijk.")
        return cleaned


class MailForm(forms.Form):
    mail = forms.EmailField(required=False)
    wants_mail = forms.BooleanField(required=False)


class RecoverForm(forms.Form):
    words = forms.CharField(max_length=1000)
