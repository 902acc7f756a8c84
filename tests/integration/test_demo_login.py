"""The demo's login page names its members, also when one of them was invited again."""

import json
from pathlib import Path

from tests.support import people


def test_a_demo_member_without_a_phone_code_is_left_out(
    team, fatima, settings, tmp_path: Path
) -> None:
    again = people.a_member(team, "Joris")
    again.sealed_totp = b""
    again.save()
    known = [
        {"login": m.login, "name": m.name, "role": m.role, "phrase": "a b"} for m in (fatima, again)
    ]
    (tmp_path / "demo.json").write_text(json.dumps({"members": known}))
    settings.DEMO, settings.DATA = True, tmp_path

    page = people.Client().get("/inloggen/")

    assert page.status_code == 200
    assert "fatima" in page.content.decode()
    assert "joris" not in page.content.decode()
