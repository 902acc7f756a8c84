"""The login details that the demo's login page shows; none outside the demo."""

import json

from django.conf import settings
from django.utils import timezone

from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.models import Member


def demo_members() -> list[dict[str, str]]:
    """Return each demo member's name, login, passphrase and current phone code."""
    file = settings.DATA / "demo.json"
    if not settings.DEMO or not file.exists():
        return []
    people = json.loads(file.read_text())["members"]
    # a member who was invited again has no phone code yet
    joined = Member.objects.exclude(sealed_totp=b"")
    logins = [person["login"] for person in people]
    members = {member.login: member for member in joined.filter(login__in=logins)}
    return [
        {**person, "code": login.totp_of(members[person["login"]]).at(timezone.now())}
        for person in people
        if person["login"] in members
    ]
