"""When a store fails while a member sends a text: what went wrong is said, the text is not lost."""

import pytest
from django.db import DatabaseError

from tests import people


class FullDisk(DatabaseError):
    """What SQLite says when there is no room left."""

    def __str__(self) -> str:
        return "database or disk is full"


@pytest.mark.parametrize(("fault", "status"), [(FullDisk, 503), (RuntimeError, 500)])
def test_an_answer_that_could_not_be_stored_stands_on_the_page_to_be_sent_again(
    team, desk, monkeypatch, fault, status
) -> None:
    def breaks(**_: object) -> None:
        raise fault("geheim")

    report = people.a_report()
    desk.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("uitweg.reports.actions.answer", breaks)
        sent = {"text": "Mijn lange antwoord.", "key": "ab" * 16}
        page = desk.post(f"/werk/melding/{report.pk}/", sent)
    again = desk.post(f"/werk/melding/{report.pk}/", sent)

    assert page.status_code == status
    assert "Mijn lange antwoord." in page.content.decode()
    assert f'name="key" value="{"ab" * 16}"' in " ".join(page.content.decode().split())
    assert "geheim" not in page.content.decode()
    assert again.status_code == 302
