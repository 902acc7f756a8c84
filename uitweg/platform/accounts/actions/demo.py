"""Who may come in on the demo. Empty wherever this is not the demo."""

import json

from django.conf import settings
from django.utils import timezone

from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.models import Member


def demo_members() -> list[dict[str, str]]:
    """Return name, login, passphrase and the code of this half minute, for the login page."""
    file = settings.DATA / "demo.json"
    if not settings.DEMO or not file.exists():
        return []
    known = json.loads(file.read_text())["members"]
    joined = Member.objects.exclude(sealed_totp=b"")  # who is invited again has no phone code yet
    members = {m.login: m for m in joined.filter(login__in=[p["login"] for p in known])}
    return [
        {**person, "code": login.totp_of(members[person["login"]]).at(timezone.now())}
        for person in known
        if person["login"] in members
    ]
