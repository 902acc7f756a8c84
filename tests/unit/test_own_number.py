"""The coordinator's number is the city's own; a demo shows one that is nobody's."""

import pytest

from uitweg.platform.content import load, loading
from uitweg.platform.content.kinds import own_number
from uitweg.platform.content.kinds.own_number import dialled, is_number, with_own_number

COORDINATOR = load().contact("coordinator")


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UITWEG_COORDINATOR", "UITWEG_DEMO"):
        monkeypatch.delenv(name, raising=False)


def test_the_setting_takes_the_place_of_the_number_in_the_content(monkeypatch) -> None:
    monkeypatch.setenv("UITWEG_COORDINATOR", "020-123 45 67")
    own = with_own_number(COORDINATOR, "nl")

    assert (own.number, own.tel) == ("020-123 45 67", "tel:+31201234567")
    assert own.name == COORDINATOR.name


@pytest.mark.parametrize(("lang", "word"), [("nl", "voorbeeld"), ("en", "example"), ("tr", "voor")])
def test_a_demo_shows_a_number_of_nobody_and_says_so(monkeypatch, lang: str, word: str) -> None:
    monkeypatch.setenv("UITWEG_DEMO", "yes")
    example = with_own_number(COORDINATOR, lang)

    assert example.number.startswith(f"{own_number.EXAMPLE_NUMBER} ({word}")
    assert example.tel == "tel:+31600000000"


def test_a_demo_with_a_number_of_its_own_shows_that(monkeypatch) -> None:
    monkeypatch.setenv("UITWEG_DEMO", "yes")
    monkeypatch.setenv("UITWEG_COORDINATOR", "14020")

    assert with_own_number(COORDINATOR, "nl").tel == "tel:14020"


@pytest.mark.parametrize("level", ["nl", "nl-a2", "en"])
def test_each_level_is_read_with_it(monkeypatch, level: str) -> None:
    monkeypatch.setenv("UITWEG_COORDINATOR", "14 020")
    content = loading._load.__wrapped__(loading.content_folder(), level)

    assert content.contact("coordinator").number == "14 020"


def test_without_either_it_is_the_number_in_the_content() -> None:
    assert with_own_number(COORDINATOR, "nl") == COORDINATOR


@pytest.mark.parametrize(
    ("number", "tel"),
    [
        ("06-123 456 78", "tel:+31612345678"),
        ("+31 6 12345678", "tel:+31612345678"),
        ("0800-2000", "tel:08002000"),
        ("0900 1234567", "tel:09001234567"),
        ("0800-1234567", "tel:08001234567"),
        ("14 020", "tel:14020"),
    ],
)
def test_a_number_is_dialled_from_abroad_too_where_that_can_be(number: str, tel: str) -> None:
    assert is_number(number)
    assert dialled(number) == tel


@pytest.mark.parametrize("wrong", ["", "bel ons", "12", "06-1234567812345678", "06<b>", "٠٦١٢٣"])
def test_what_cannot_be_called_is_no_number(wrong: str) -> None:
    assert not is_number(wrong)
