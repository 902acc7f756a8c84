"""A form while the database is away for longer than the door waits: the page keeps the text."""

import pytest
from django.db import OperationalError
from django.test import Client

from uitweg.channel.conversation.actions import store_faults as away
from uitweg.channel.conversation.models import Message, TeamKey
from uitweg.platform.sealing import code, tokens

TEXT = "Dit heb ik maar een keer getypt."


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lose the connection as often as the list says, at the first question of a form."""
    times, current = [10**6], TeamKey.current

    def asked() -> TeamKey | None:
        times[0] -= 1
        if times[0] >= 0:
            raise OperationalError("gone")
        return current()

    monkeypatch.setattr(TeamKey, "current", asked)
    monkeypatch.setattr(away, "is_away", lambda _error: True)
    monkeypatch.setattr(away.connections["channel"], "close", lambda: None)
    monkeypatch.setattr(away, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(away, "PATIENCE_SECONDS", 0)
    return times


def form() -> dict[str, str]:
    return {"words": " ".join(code.new_words()), "key": tokens.new_token(16).hex(), "text": TEXT}


@pytest.mark.parametrize("path", ["/schrijven/versturen/", "/postvak/bericht/"])
def test_what_was_typed_is_on_the_page_that_says_try_again(
    public: Client, team: TeamKey, lost: list[int], path: str
) -> None:
    page = public.post(path, form())

    assert page.status_code == 503
    assert TEXT in page.content.decode()


def test_the_form_is_stored_once_when_the_store_is_back_in_time(
    public: Client, team: TeamKey, lost: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost[0] = 3
    monkeypatch.setattr(away, "PATIENCE_SECONDS", 60)
    page = public.post("/schrijven/versturen/", form())

    assert page.status_code == 200
    assert Message.objects.count() == 1


def test_when_too_many_wait_the_next_is_told_at_once(
    public: Client, team: TeamKey, lost: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(away, "PATIENCE_SECONDS", 60)
    monkeypatch.setattr(away._waiting, "acquire", lambda blocking: False)

    assert public.post("/schrijven/versturen/", form()).status_code == 503
