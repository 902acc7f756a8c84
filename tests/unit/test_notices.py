"""Where a page leads after an action, with what it says there."""

import pytest

from uitweg.platform.ui.notices import redirect_with_notice

TOLD = "gedaan=action-later&om=U-0003"


@pytest.mark.parametrize(
    ("to", "leads_to"),
    [
        ("/werk/", f"/werk/?{TOLD}"),
        ("/casussen/?van=mij", f"/casussen/?van=mij&{TOLD}"),
        ("/casussen/?net=later-5#op=rij-3", f"/casussen/?net=later-5&{TOLD}#op=rij-3"),
    ],
)
def test_the_notice_is_in_the_query_and_never_behind_the_fragment(to: str, leads_to: str) -> None:
    assert redirect_with_notice(to, "action-later", "U-0003")["location"] == leads_to
