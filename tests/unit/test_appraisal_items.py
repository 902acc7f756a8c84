"""Items of an appraisal as JSON: each comes back as it was, and nothing else is accepted."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    ElementAnswer,
    Fit,
    FitKind,
    Scenario,
    Unseen,
    YoungsterPage,
)
from uitweg.casework.appraisal.facts.rules.item_json import (
    TYPE_OF,
    AppraisalValue,
    KnownBirth,
    MalformedItem,
    content_from_json,
    content_to_json,
    item_from_json,
    item_from_values,
    item_key,
    item_to_json,
    item_values,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision

KEYS = st.text("0123456789abcdef", min_size=16, max_size=16)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
MOMENTS = st.builds(FuzzyDate, DAYS, st.sampled_from(Precision), st.booleans())
FACTS = st.from_type(AppraisalFact).map(lambda fact: replace(fact, key="f" * 16))
st.register_type_strategy(FuzzyDate, MOMENTS)
VALUES = {
    kind: st.from_type(value).map(
        lambda value, kind=kind: replace(  # type: ignore[misc]
            value,
            **{
                name: "a" * 16
                for name in ("key", "scenario", "fact", "element")
                if hasattr(value, name)
            },
        )
    )
    for kind, value in TYPE_OF.items()
}
FACT = {
    "title": "Foto van de voordeur",
    "text": "",
    "lane": "threat",
    "source": "schermfoto",
    "source_kind": "device",
    "independence": "independent",
    "first_heard_by": "mentor",
    "how_obtained": "ongevraagd",
    "corroboration": "",
}


@pytest.mark.parametrize("kind", ItemKind)
@given(data=st.data())
def test_an_item_comes_back_as_it_was(kind: ItemKind, data: st.DataObject) -> None:
    value: AppraisalValue = data.draw(VALUES[kind])

    assert item_from_json(kind, item_key(kind, value), item_to_json(kind, value)) == value


def test_the_key_of_an_item_is_not_in_its_values() -> None:
    fit = Fit(scenario="a" * 16, fact="b" * 16, kind=FitKind.FITS, why="vrijdag of je zusje")

    assert item_key(ItemKind.FIT, fit) == "a" * 16 + ":" + "b" * 16
    assert item_values(ItemKind.FIT, fit) == {"kind": "fits", "why": "vrijdag of je zusje"}
    assert item_key(ItemKind.PERSON, KnownBirth(date(2008, 3, 14))) == "person"


def test_content_is_written_the_same_each_time() -> None:
    fact = item_from_values(ItemKind.FACT, "f" * 16, {**FACT, "supports": ["recruited", "means"]})
    content = AppraisalContent(
        facts=(fact,),  # type: ignore[arg-type]
        scenarios=(Scenario("s" * 16, "Onder druk", ""),),
        elements=(ElementAnswer("recruited", contra="niets gevonden"),),
        doubts=(Doubt("d" * 16, "Kon hij weg?", "", facts=frozenset({"b" * 16, "a" * 16})),),
        unseen=(Unseen("u" * 16, "Het politiedossier", "nog niet"),),
        born=date(2008, 3, 14),
        youngster_page=YoungsterPage(known=("Jij bracht tassen weg.",)),
    )
    text = content_to_json(content)

    assert content_from_json(text) == content
    assert content_to_json(content_from_json(text)) == text
    assert '"supports":["means","recruited"]' in text
    assert text.startswith('{"born":"2008-03-14","doubts"')


@pytest.mark.parametrize(
    ("kind", "key", "values"),
    [
        (ItemKind.FACT, "", FACT),
        (ItemKind.FACT, "a" * 16, {}),
        (ItemKind.FACT, "a" * 16, {**FACT, "guilt": "70 %"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "lane": "guilty"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "amount": "veel"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "amount": True}),
        (ItemKind.FACT, "a" * 16, {**FACT, "from_care_talk": "yes"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "at": ["2026-02-20", "hour", False]}),
        (ItemKind.FACT, "a" * 16, {**FACT, "at": "2026-02-20"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "use_agreed_on": "gisteren"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "supports": "means"}),
        (ItemKind.FACT, "a" * 16, {**FACT, "title": 3}),
        (ItemKind.FIT, "a" * 16, {"kind": "fits"}),
        (ItemKind.FIT, "a" * 16 + ":", {"kind": "fits"}),
        (ItemKind.PERSON, "a" * 16, {}),
    ],
)
def test_what_is_no_item_is_refused(kind: ItemKind, key: str, values: dict[str, object]) -> None:
    with pytest.raises(MalformedItem):
        item_from_values(kind, key, values)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000])
def test_text_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(MalformedItem):
        item_from_json(ItemKind.UNSEEN, "a" * 16, text)
    with pytest.raises(MalformedItem):
        content_from_json(text)


@given(fact=FACTS)
def test_an_older_version_that_lacks_a_name_gets_its_default(fact: AppraisalFact) -> None:
    values = item_values(ItemKind.FACT, fact)
    del values["quote"], values["entry"]

    read = item_from_values(ItemKind.FACT, fact.key, values)

    assert read == replace(fact, quote="", entry=None)
