"""content/registration.yaml: who registers in the whole country, said in one place."""

import shutil
from pathlib import Path

import pytest

from uitweg.casework.cases.coding.rules import HTCDS_FIELDS
from uitweg.casework.cases.consents.rules.consents import NAMED_PURPOSES, ConsentPurpose
from uitweg.platform.content import check, load
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.loading import CONTENT_FOLDER, read_content

FILE = "registration.yaml"
OURS = (CONTENT_FOLDER / FILE).read_text("utf-8")
ANOTHER = (
    "\nbodies:\n- {id: other, name: Landelijk Bureau, consents: [statistics], sources: [uitweg-own], "
    "owner: editorial, review_months: 6, checked_on: 2026-11-28}"
)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("registration") / "content"
    shutil.copytree(CONTENT_FOLDER, folder)
    return folder


def test_the_words_of_a_consent_name_no_organisation_and_the_content_names_one() -> None:
    bodies = load().national_bodies

    assert [body.name for body in bodies] == ["CoMensha"]
    assert {consent for body in bodies for consent in body.consents} == NAMED_PURPOSES
    for purpose in ConsentPurpose:
        assert not [body for body in bodies if body.name.lower() in purpose.words.lower()]


def test_the_letters_to_a_national_body_take_its_name_from_there() -> None:
    named = {letter.id: letter.named for letter in load().partner_letters if letter.consent}

    assert named == {"comensha-registration": "CoMensha", "comensha-help": "CoMensha"}


def test_a_city_names_its_own_body_in_one_file(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OURS.replace("name: CoMensha", "name: Landelijk Bureau"))
    content, problems = read_content(ContentFolder(CONTENT_FOLDER, tmp_path), "nl")

    assert (content is None, problems) == (False, [])
    assert content is not None
    for purpose in NAMED_PURPOSES:
        body = content.national_body(purpose)
        assert body is not None
        assert body.name == "Landelijk Bureau"
    assert {letter.named for letter in content.partner_letters if letter.consent} == {
        "Landelijk Bureau"
    }


def test_a_body_that_is_not_checked_is_asked_for_nothing(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(OURS.replace("checked_on: 2026-11-28", "checked_on: null", 1))
    content, _ = read_content(ContentFolder(CONTENT_FOLDER, tmp_path), "nl")

    assert content is not None
    assert content.national_body("statistics") is None
    assert "comensha" in [fact.id for fact in content.unverified]


def test_the_columns_of_a_row_rest_on_a_source() -> None:
    [standard] = load().row_standards

    assert standard.words == "HTCDS 2.0 (IOM, CC BY 4.0)"
    assert [source.id for source in standard.sources] == ["htcds-2-0"]
    assert HTCDS_FIELDS


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("name: CoMensha, ", "", "comensha: name is missing."),
        ("name: CoMensha", "name: ' '", "comensha: name has no words."),
        ("[htcds-2-0]", "[htcds]", "htcds: the source htcds is not in sources.yaml."),
        ("maker: IOM", "maker: IOM, logo: x", "htcds: logo is not a key we know."),
        ("\nstandards:", "\nstandard:", "standard is not a key we know."),
        ("\nbodies:", ANOTHER, "comensha: statistics is asked for another body already."),
    ],
)
def test_a_mistake_is_told_in_one_sentence(shipped: Path, old: str, new: str, problem: str) -> None:
    (shipped / FILE).write_text(OURS.replace(old, new, 1), encoding="utf-8")

    assert f"{FILE}: {problem}" in [str(each) for each in check(shipped)]
