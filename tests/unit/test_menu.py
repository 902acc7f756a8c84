"""Which entry of the staff door's menu shows as current."""

import pytest

from uitweg.casework.dashboard.menu.rules import MENU


@pytest.mark.parametrize(
    ("page", "path", "entry"),
    [
        ("now", "/werk/", "now"),
        ("reports", "/werk/meldingen/", "reports"),
        ("report", "/werk/melding/3/", "reports"),
        ("junk-batch", "/werk/meldingen/opzij/1/", "reports"),
        ("case", "/casus/3/", "cases"),
        ("safety-card", "/casus/3/kaart/", "cases"),
        ("change-period", "/casus/termijn/3/", "cases"),
        ("check-rows", "/casussen/inlezen/3/controle/", "cases"),
        ("find-help", "/partners/nu/", "partners"),
        ("change-service", "/partners/aanbod/3/", "partners"),
        ("invite", "/beheer/leden/uitnodigen/", "members"),
        ("destruction-run", "/beheer/bewaren/lijst/3/", "retention-page"),
        ("me", "/ik/", "me"),
        ("key", "/sleutel/", "me"),
    ],
)
def test_each_page_lights_up_one_entry(page: str, path: str, entry: str) -> None:
    assert [each.name for each in MENU if each.is_current_on(page, path)] == [entry]
