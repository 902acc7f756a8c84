"""The invented organisations of the demo, with what they said is free. Nobody of these exists."""

from dataclasses import dataclass, field
from datetime import timedelta

from uitweg.casework.partners.directory.actions import organisations as directory
from uitweg.casework.partners.directory.actions import reach, services
from uitweg.casework.partners.directory.actions import services as capacity
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import CapacityCode, ServedSex, ServiceKind
from uitweg.platform.accounts.actions.authorization import Actor

REGION = "Amsterdam"
NOT_CALLED = "Pension Westrand"
INVENTED = "Verzonnen, voor de demo."
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class DemoPartner:
    """An organisation with one service; `said` is what is free, by whom, and how long ago."""

    name: str
    mail_at: str
    phone: str
    kind: ServiceKind
    offer: str
    said: tuple[CapacityCode, int | None, str, timedelta] | None = None
    terms: dict[str, str] = field(default_factory=dict)
    address: dict[str, str] = field(default_factory=dict)


def _boys(lowest: int, highest: int) -> dict[str, str]:
    ages = {"min_age": str(lowest), "max_age": str(highest)}
    return ages | {"served_sex": ServedSex.BOYS.value}


SECRET = {"street": "Verzonnenkade 7", "city": "Voorbeeldstad", "level_address": "named"}
DAY_AND_NIGHT = {"day_and_night": "yes"}
OFFICE = {"weekday_hours": "09:00 tot 17:00"}
PARTNERS = (
    DemoPartner(
        "De Brug",
        "debrug",
        "+31655501240",
        ServiceKind.SHELTER,
        "Noodbed",
        (CapacityCode.CAPACITY, 1, "Noor", 3 * HOUR),
        _boys(12, 17) | DAY_AND_NIGHT | {"stay": "72 uur"},
        SECRET,
    ),
    DemoPartner(
        "Gezinshuis Zonneveld",
        "zonneveld",
        "+31655501241",
        ServiceKind.SHELTER,
        "Logeerplek",
        (CapacityCode.CAPACITY, 1, "Hans", 11 * HOUR),
        {"min_age": "10", "max_age": "17"} | DAY_AND_NIGHT,
    ),
    DemoPartner(
        "De Haven",
        "dehaven",
        "+31655501123",
        ServiceKind.SHELTER,
        "Crisisopvang",
        (CapacityCode.ASK, None, "Mirjam", 5 * HOUR),
        {"min_age": "12", "max_age": "17"} | DAY_AND_NIGHT,
    ),
    DemoPartner(
        "Huis Oost",
        "huisoost",
        "+31655501243",
        ServiceKind.SHELTER,
        "Kamer met begeleiding",
        (CapacityCode.CAPACITY, 2, "Selma", 50 * HOUR),
        _boys(16, 21) | DAY_AND_NIGHT,
    ),
    DemoPartner(
        "Noorderlicht",
        "noorderlicht",
        "+31655501124",
        ServiceKind.SHELTER,
        "Groep voor jongens",
        (CapacityCode.NONE, None, "Aïsha", 9 * HOUR),
        _boys(12, 17) | DAY_AND_NIGHT,
    ),
    DemoPartner(
        "Kompas Zaandam",
        "kompas",
        "+31655501245",
        ServiceKind.SHELTER,
        "Opvang",
        (CapacityCode.WAITING_LIST, None, "Kees", 22 * HOUR),
        _boys(14, 17) | DAY_AND_NIGHT | {"regions": "Zaanstreek"},
    ),
    DemoPartner(
        "Pension Westrand",
        "westrand",
        "+31655501246",
        ServiceKind.SHELTER,
        "Noodbed",
        (CapacityCode.CAPACITY, 3, "Ine", 2 * HOUR),
        _boys(14, 23) | DAY_AND_NIGHT | {"district": "Nieuw-West"},
    ),
    DemoPartner(
        "Bram de Wit advocaat",
        "dewit",
        "+31655501222",
        ServiceKind.LAWYER,
        "Advocaat voor slachtoffers",
        terms=OFFICE,
    ),
    DemoPartner(
        "Wijkteam Osdorp",
        "wijkteamosdorp",
        "+31655501247",
        ServiceKind.YOUTH_CARE,
        "Hulp in het gezin",
        (CapacityCode.WAITING_LIST, None, "Dewi", 30 * HOUR),
        OFFICE | {"languages": "Nederlands, Arabisch, Turks", "district": "Nieuw-West"},
    ),
    DemoPartner(
        "Politieteam mensenhandel",
        "politieteam",
        "+31655501248",
        ServiceKind.POLICE,
        "Gesprek zonder aangifte",
        terms=OFFICE,
    ),
)


def make_partners(*, by: Actor, called_by: Actor) -> list[Organisation]:
    """Fill the directory; a colleague has called all of them about where a link goes but one."""
    made = [_make(partner, by=by) for partner in PARTNERS]
    for organisation in made:
        if organisation.name != NOT_CALLED:
            seen = reach.seen_of(organisation)
            before = called_by.at(called_by.now - 29 * 24 * HOUR)
            reach.confirm_reach(organisation=organisation, seen=seen, by=before)
    return made


def _make(partner: DemoPartner, *, by: Actor) -> Organisation:
    texts = {
        "name": partner.name,
        "description": INVENTED,
        "region": REGION,
        "phone": partner.phone,
        "code_phone": partner.phone,
        "mail": f"intake@{partner.mail_at}.example",
        "answer_within": "24",
    }
    before = by.at(by.now - 30 * 24 * HOUR)
    organisation = directory.add_organisation(texts=texts | partner.address, by=before)
    offer = {"kind": partner.kind.value, "name": partner.offer, "served_sex": ServedSex.ALL.value}
    service = services.add_service(
        organisation=organisation, texts=offer | partner.terms, by=before
    )
    if partner.said:
        code, places, said_by, ago = partner.said
        capacity.report_capacity(
            service=service, code=code, places=places, said_by=said_by, by=by.at(by.now - ago)
        )
    return organisation
