"""From an empty Debian to the first answered report, by the written steps alone."""

from collections.abc import Iterator

import pytest

from tests.support.typed_city import TypedCity, empty_city

pytestmark = pytest.mark.long
START = "docs/start.md"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypedCity]:
    with empty_city(tmp_path_factory.mktemp("typed")) as city:
        yield city


def test_from_an_empty_debian_to_the_first_answered_report(
    city: TypedCity, capsys: pytest.CaptureFixture[str]
) -> None:
    city.give_code()
    printed = city.type_steps(START, "1. The machine, its users and folders", "7. Monitoring")
    city.first_answered_report(printed)

    with capsys.disabled():
        print(f"\n{city.minutes:.1f} minutes of typing")
        for step, seconds in city.typed:
            print(f"{seconds:6.1f} s  {step.splitlines()[-1][:90]}")
