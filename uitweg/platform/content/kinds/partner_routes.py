"""Makes partner routes and letters from facts and wording; raises InvalidContent for mistakes."""

from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import YamlItem, yaml_items
from uitweg.platform.content.kinds.plans import lines_by_id
from uitweg.platform.content.values.partners import (
    NationalBody,
    PartnerLetter,
    PartnerRoute,
    RoutePeriod,
    RouteStep,
    Situation,
)
from uitweg.platform.content.values.values import StepOwner

ROUTES_FILE, LETTERS_FILE = "partner-routes.yaml", "partner-letters.yaml"


def read_partner_routes(
    reader: ContentReader,
    items: Callable[[str], list[YamlItem]],
    body_by_consent: Mapping[str, NationalBody],
) -> tuple[list[PartnerRoute], list[PartnerLetter]]:
    """Return all routes and letters, shown or not: for the team, so in the first level only.

    `items` returns the items of a file. A letter that needs a consent for a national body is named
    after that body.
    """
    if reader.level.id != FIRST_LEVEL:
        return [], []
    make_named = partial(make_letter, reader, body_by_consent)
    letters = reader.with_wording(items(LETTERS_FILE), LETTERS_FILE, make_named)
    shown = {letter.id for letter in letters if letter.shown}
    make = partial(make_route, reader, shown)
    return reader.with_wording(items(ROUTES_FILE), ROUTES_FILE, make), letters


def make_route(
    reader: ContentReader, letters: Container[str], row: YamlItem, wording: YamlItem, lang: str
) -> PartnerRoute:
    steps = yaml_items(f"{row.file}: {row.id}", row.take("steps", list), {})
    periods = yaml_items(f"{row.file}: {row.id}", row.take("periods", list, []), {})
    texts = lines_by_id(wording, "steps", [step.id for step in steps])
    named = [period.id for period in periods if "days" in period.keys_left]
    names = lines_by_id(wording, "periods", named) if named else {}
    consents = row.texts("consents", [])
    route = PartnerRoute(
        **reader.common(row, lang),
        order=row.take("order", int),
        title=wording.words("title"),
        text=wording.words("text"),
        consents=consents,
        steps=tuple(_make_step(reader, step, texts[step.id], consents) for step in steps),
        periods=tuple(_make_period(period, names.get(period.id, "")) for period in periods),
        letters=row.texts("letters", []),
    )
    for letter in route.letters:
        if letter not in letters:
            raise row.refused(f"the letter {letter} does not exist or may not be shown.")
    named_sources = {source.id for source in route.sources}
    for step in route.steps:
        if not named_sources.issuperset(step.sources):
            raise row.refused(f"the step {step.id} has a source that the route does not name.")
    return route


def _make_step(
    reader: ContentReader, row: YamlItem, text: str, consents: Sequence[str]
) -> RouteStep:
    row.text("id")
    sources, consent = row.texts("sources"), row.text("consent", "")
    for source in sources:
        if source not in reader.sources:
            raise row.refused(f"the source {source} is not in sources.yaml.")
    if not sources:
        raise row.refused("names no source.")
    if consent and consent not in consents:
        raise row.refused(f"this route does not ask consent for {consent}.")
    step = RouteStep(
        id=row.id,
        days=row.take("days", int),
        usual_owner=row.choice("usual_owner", StepOwner),
        group=row.words("group"),
        text=text,
        sources=sources,
        fits=_fits(row),
        consent=consent,
    )
    if step.days < 0:
        raise row.refused("days should be 0 or more.")
    row.refuse_leftovers()
    return step


def _make_period(row: YamlItem, name: str) -> RoutePeriod:
    row.text("id")
    period = RoutePeriod(
        id=row.id,
        kind=row.words("kind"),
        days=row.take("days", int, 0),
        group=row.text("group", ""),
        name=name,
        fits=_fits(row),
    )
    if (period.kind == "other") != bool(period.days > 0 and period.group):
        raise row.refused("days and group belong to a period of kind other, and to no other kind.")
    row.refuse_leftovers()
    return period


def make_letter(
    reader: ContentReader,
    body_by_consent: Mapping[str, NationalBody],
    row: YamlItem,
    wording: YamlItem,
    lang: str,
) -> PartnerLetter:
    consent = row.text("consent", "")
    body = body_by_consent.get(consent)
    return PartnerLetter(
        **reader.common(row, lang),
        via=row.words("via"),
        service=row.words("service"),
        named=row.text("named", body.name if body else ""),
        consent=consent,
        says=row.texts("says"),
        facts=row.texts("facts"),
        fits=_fits(row),
        title=wording.words("title"),
        subject=wording.words("subject"),
        greeting=wording.words("greeting"),
        opening=wording.texts("opening"),
        asks=wording.texts("asks"),
        open_lines=wording.texts("open_lines", []),
        closing=wording.words("closing"),
    )


def _fits(row: YamlItem) -> Situation | None:
    return row.choice("fits", Situation) if "fits" in row.keys_left else None
