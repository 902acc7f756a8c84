"""The directory as a file: valid HSDS, and nothing in it that its reader may not see."""

import json
from pathlib import Path

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.support import people
from uitweg.casework.partners.directory.actions import organisations as directory
from uitweg.casework.partners.directory.actions import services
from uitweg.casework.partners.directory.actions import services as capacity
from uitweg.casework.partners.directory.actions.exporting import export_directory
from uitweg.casework.partners.directory.models import Organisation, Service
from uitweg.casework.partners.directory.rules import (
    ORGANISATION_FIELDS,
    SERVICE_FIELDS,
    CapacityCode,
    Secrecy,
)
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.site.operations import cli

SCHEMAS = Path(__file__).parents[1] / "vectors" / "hsds"
ORGANISATION = {
    "name": "naam-Brug",
    "description": "zin-over-Brug",
    "region": "streek-Amstel",
    "website": "https://site-brug.example",
    "phone": "+31655501241",
    "night_phone": "+31655501242",
    "mail": "post-brug@brug.example",
    "code_phone": "+31655501243",
    "street": "straat-Verzonnen 7",
    "postcode": "1234 AB",
    "city": "plaats-Voorbeeld",
    "province": "Noord-Holland",
    "answer_within": "24",
}
SERVICE = {
    "kind": "shelter",
    "name": "aanbod-Noodbed",
    "min_age": "12",
    "max_age": "17",
    "served_sex": "boys",
    "languages": "taal-Arabisch",
    "regions": "gebied-Amstel",
    "district": "wijk-Oost",
    "weekday_hours": "09:07 tot 17:07",
    "stay": "duur-72",
}
SEEN_BY = {
    "name": ["naam-Brug"],
    "description": ["zin-over-Brug"],
    "region": ["streek-Amstel"],
    "website": ["site-brug"],
    "phone": ["+31655501241"],
    "night_phone": ["+31655501242"],
    "mail": ["post-brug"],
    "code_phone": ["+31655501243"],
    "address": ["straat-Verzonnen", "plaats-Voorbeeld", "1234 AB"],
}
SEEN_BY_SERVICE = {
    "name": ["aanbod-Noodbed"],
    "who": ["taal-Arabisch", "minimum_age", "jongens"],
    "regions": ["gebied-Amstel"],
    "district": ["wijk-Oost"],
    "hours": ["09:07"],
    "stay": ["duur-72"],
    "capacity": ["available"],
}
NEVER_EXPORTED = {"code_phone", "district", "stay"}


@pytest.fixture
def by(fatima) -> Actor:  # type: ignore[no-untyped-def]
    return people.acting(fatima, keyring=people.keyring_of(fatima))


def filled(by: Actor, *, levels: Secrecy | None, only: tuple[str, str] | None = None) -> Service:
    """Make an organisation with a service; each field has this level, as far as it can."""

    def texts(fields, kept):  # type: ignore[no-untyped-def]
        return {
            f"level_{name}": (levels if levels in described.levels else described.levels[-1]).value
            for name, described in fields.items()
            if levels is not None and (only is None or only == (kept, name))
        }

    open_to_all = {f"level_{name}": "public" for name in ORGANISATION_FIELDS} if only else {}
    open_offer = {f"level_{name}": "public" for name in SERVICE_FIELDS} if only else {}
    organisation = directory.add_organisation(
        texts=ORGANISATION | open_to_all | texts(ORGANISATION_FIELDS, "organisation"), by=by
    )
    service = services.add_service(
        organisation=organisation,
        texts=SERVICE | open_offer | texts(SERVICE_FIELDS, "service"),
        by=by,
    )
    capacity.report_capacity(
        service=service, code=CapacityCode.CAPACITY, places=2, said_by="Noor", by=by
    )
    return service


def exported(reader: Secrecy = Secrecy.PUBLIC) -> str:
    return export_directory(reader=reader, now=timezone.now()).decode()


def validator() -> Draft202012Validator:
    resources = [
        (path.name, Resource(json.loads(path.read_text()), DRAFT202012))
        for path in SCHEMAS.glob("*.json")
    ]
    schema = {"type": "array", "items": {"$ref": "service.json"}}
    return Draft202012Validator(
        schema, registry=Registry().with_resources(resources), format_checker=FormatChecker()
    )


@pytest.mark.parametrize("levels", [None, Secrecy.PUBLIC, Secrecy.PARTNERS])
@pytest.mark.parametrize("reader", [Secrecy.PUBLIC, Secrecy.PARTNERS])
def test_the_file_is_valid_hsds(by: Actor, levels: Secrecy | None, reader: Secrecy) -> None:
    filled(by, levels=levels)
    bare = Organisation.objects.create(name="Kaal")
    Service.objects.create(organisation=bare, kind="lawyer", name="Advocaat", day_and_night=True)
    records = json.loads(exported(reader))

    assert list(validator().iter_errors(records)) == []
    assert "Kaal" in [record["organization"]["name"] for record in records]


def test_the_schemas_refuse_what_is_not_hsds(by: Actor) -> None:
    filled(by, levels=Secrecy.PUBLIC)
    [record] = json.loads(exported())
    for change in ({"id": "3"}, {"status": "open"}, {"minimum_age": "12"}):
        assert list(validator().iter_errors([record | change])) != []
    address = record["organization"]["locations"][0]["addresses"][0]
    del address["state_province"]
    assert list(validator().iter_errors([record])) != []


def test_a_public_directory_has_all_that_hsds_has_a_place_for(by: Actor) -> None:
    filled(by, levels=Secrecy.PUBLIC)
    text = exported()
    missing = {
        name
        for seen in (SEEN_BY, SEEN_BY_SERVICE)
        for name, words in seen.items()
        if not all(word in text for word in words)
    }

    # without regions of its own a service has that of its organisation
    assert missing - {"region"} == NEVER_EXPORTED


@pytest.mark.parametrize("level", [Secrecy.PARTNERS, Secrecy.TEAM, Secrecy.NAMED])
@pytest.mark.parametrize("of", ["organisation", "service"])
def test_a_field_is_in_no_file_of_a_reader_who_may_not_see_it(
    by: Actor, of: str, level: Secrecy
) -> None:
    """One field at a time is more secret than the rest, which everybody may see."""
    leaked = set[tuple[str, str]]()
    for name, words in (SEEN_BY if of == "organisation" else SEEN_BY_SERVICE).items():
        filled(by, levels=level, only=(of, name))
        public, for_partners = exported(), exported(Secrecy.PARTNERS)
        leaked |= {(name, word) for word in words if word in public}
        if level is not Secrecy.PARTNERS:
            leaked |= {(name, word) for word in words if word in for_partners}
        elif name not in NEVER_EXPORTED | {"region"}:
            assert [word for word in words if word not in for_partners] == []
        Organisation.objects.all().delete()

    assert leaked == set()


def test_no_file_is_made_for_a_reader_of_what_is_secret(by: Actor) -> None:
    for reader in (Secrecy.TEAM, Secrecy.NAMED):
        with pytest.raises(ValueError, match=reader.value):
            exported(reader)


def test_who_ended_is_in_no_file(by: Actor) -> None:
    service = filled(by, levels=Secrecy.PUBLIC)
    directory.end_organisation(organisation=service.organisation, by=by)

    assert json.loads(exported()) == []


@pytest.mark.postgres
def test_a_row_keeps_its_identifier(by: Actor) -> None:
    filled(by, levels=Secrecy.PUBLIC)

    assert exported() == exported()


@pytest.mark.postgres
def test_the_page_gives_the_file_and_records_who_took_it(by: Actor, desk) -> None:  # type: ignore[no-untyped-def]
    filled(by, levels=None)
    public, for_partners = (
        desk.get(f"/partners/bestand/{query}") for query in ("", "?voor=partners")
    )

    assert public["Content-Disposition"] == 'attachment; filename="partners-public.json"'
    assert "+31655501241" not in public.content.decode()
    assert "+31655501241" in for_partners.content.decode()
    assert "naam-Brug" in public.content.decode()


def test_the_command_writes_the_same_file(by: Actor, tmp_path: Path) -> None:
    filled(by, levels=None)
    for arguments, reader in (([], Secrecy.PUBLIC), (["--for-partners"], Secrecy.PARTNERS)):
        cli.COMMANDS["export-partners"](
            cli._parser().parse_args(["export-partners", str(tmp_path / "p.json"), *arguments])
        )
        assert (tmp_path / "p.json").read_text() == exported(reader)
