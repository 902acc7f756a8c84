"""Writing a weighing: facts with their source, the order, what fits, questions, doubts, unseen."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import appraisals, people
from tests.support.appraisals import WeighedCase, a_draft, actor
from uitweg.casework.appraisal.compartment.models import Appraisal, AppraisalItem
from uitweg.casework.appraisal.compartment.rules.stages import ItemKind, Stage
from uitweg.casework.appraisal.facts.actions import items
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.timeline.models import Entry
from uitweg.platform.accounts.models import Member
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import tokens

FACT = {
    "title": "Foto van de voordeur",
    "text": "Vrijdag of je zusje.",
    "lane": "threat",
    "at": "20 feb 2026",
    "time": "17:40",
    "until": "",
    "source": "schermfoto, die dag getoond",
    "source_kind": "device",
    "independence": "independent",
    "first_heard_by": "mentor Sanne",
    "first_heard_on": "20 feb 2026",
    "how_obtained": "ongevraagd",
    "corroboration": "tijd op de schermfoto",
    "vraag-means": "supports",
    "vraag-gain": "against",
    "indicators": ["ind-false-job"],
}


def fact(**said: Any) -> dict[str, Any]:
    return FACT | {"key": tokens.new_token(16).hex()} | said


def plain(page: Any) -> str:
    """Return the main part of a page on one line."""
    text = " ".join(page.content.decode().split())
    return text.partition("<main")[2].partition("</main>")[0]


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', " ".join(page.content.decode().split()))
    assert found, name
    return found[1]


@pytest.fixture
def empty(case: Case, fatima: Member, joris: Member) -> WeighedCase:
    return a_draft(case, fatima, joris, AppraisalContent())


@pytest.fixture
def whole(case: Case, fatima: Member, joris: Member) -> WeighedCase:
    return a_draft(case, fatima, joris)


def content(weighed: WeighedCase) -> AppraisalContent:
    return items.read_content(weighed.appraisal, weighed.key())


def test_a_new_weighing_says_how_to_begin_and_what_is_missing(
    empty: WeighedCase, desk: Client
) -> None:
    page = plain(desk.get(empty.address))

    for words in (
        "Nog geen feit opgeschreven.",
        "Nog geen scenario.",
        "Zonder twijfel kan dit niet dicht.",
        "Nog niets opgeschreven. Wat je niet zag",
        "Wat nog mist",
        'href="#facts"',
        f'<a class="b go" href="{empty.address}feit/">Schrijf het eerste feit op</a>',
        '<button class="b ">Sluit de feiten</button>',
        "Heeft iemand de jongere geworven",
    ):
        assert words in page, words


def test_the_filled_button_of_a_draft_is_its_next_step(whole: WeighedCase, desk: Client) -> None:
    whole_page = plain(desk.get(whole.address))
    assert '<button class="b go">Sluit de feiten</button>' in whole_page
    assert "Wat nog mist" not in whole_page

    unseen = re.search(r"/weging/niet-gezien/([0-9a-z-]+)/", whole_page)
    assert unseen
    address = f"{whole.address}niet-gezien/{unseen[1]}/"
    typed = {"key": tokens.new_token(16).hex(), "weg": "ja"}
    desk.post(address, typed | {"seen": hidden(desk.get(address), "seen")})
    page = plain(desk.get(whole.address))
    assert re.findall(r'class="b go" href="([^"]+)"', page) == [f"{whole.address}niet-gezien/"]


@pytest.mark.postgres
def test_a_fact_is_written_with_its_source_and_stands_on_the_page(
    empty: WeighedCase, desk: Client
) -> None:
    answer = desk.post(f"{empty.address}feit/", fact())
    page = plain(desk.get(empty.address))
    stored = content(empty).facts[0]

    assert answer["Location"] == f"{empty.address}#facts"
    assert "mentor Sanne, 20 februari 2026, ongevraagd" in page
    assert stored.time == "17:40"
    assert (set(stored.supports), set(stored.against)) == ({"means"}, {"gain"})
    assert stored.indicators == {"ind-false-job"}
    assert stored.at is not None
    assert stored.at.words == "20 februari 2026"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"source": ""}, "Schrijf eerst iets op."),
        ({"source_kind": ""}, "Kies een van de antwoorden."),
        ({"at": "ooit eens"}, "Dit begrijpen we niet als moment."),
        ({"until": "2024"}, "Dit ligt voor het begin."),
        ({"time": "25:99"}, "Schrijf de tijd zo: 13:00."),
        ({"lane": "guilty"}, "Kies een van de antwoorden."),
        ({"amount": "veel"}, "Schrijf een heel bedrag"),
        ({"amount": "99999999"}, "Dit bedrag is te hoog."),
        ({"source_kind": "youngster"}, "Wat de jongere zelf zei, komt van de jongere."),
        ({"use_agreed_on": "2030-01-01"}, "Deze dag is nog niet geweest."),
        ({"follows": "f0f0"}, "Deze dreiging is er niet meer."),
        ({"vraag-means": "proves"}, "Kies een van de drie."),
        ({"indicators": ["ind-made-up"]}, "Dit signaal staat niet op de lijst."),
        ({"text": "x" * 4001}, "langer dan 4000 tekens"),
        ({"title": "x" * 301}, "langer dan 300 tekens"),
        ({"text": "nul \x00"}, "Hier staat een teken dat we niet kunnen bewaren."),
    ],
)
def test_what_cannot_be_is_said_in_words_and_keeps_what_was_typed(
    empty: WeighedCase, desk: Client, said: dict[str, Any], words: str
) -> None:
    answer = desk.post(f"{empty.address}feit/", fact(**said))
    page = plain(answer)

    assert answer.status_code == 400
    assert words in page
    assert "tijd op de schermfoto" in page
    assert not AppraisalItem.objects.filter(kind="fact").exists()


@pytest.mark.postgres
def test_the_same_fact_sent_twice_is_one_fact(empty: WeighedCase, desk: Client) -> None:
    typed = fact()
    answers = [desk.post(f"{empty.address}feit/", typed).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert len(content(empty).facts) == 1


def test_a_changed_fact_keeps_its_place_and_shows_its_older_version(
    whole: WeighedCase, desk: Client
) -> None:
    address = f"{whole.address}feit/threat/"
    form = desk.get(address)
    desk.post(address, fact(seen=hidden(form, "seen"), title="Foto van zijn voordeur"))
    changed = content(whole).fact("threat")
    page = plain(desk.get(f"{whole.address}feiten/"))

    assert changed is not None
    assert (changed.title, changed.is_placed) == ("Foto van zijn voordeur", True)
    assert "Eerdere versies" in page
    assert "Foto van de voordeur" in page


@pytest.mark.postgres
def test_who_saves_second_sees_both_texts_and_may_save_again(
    whole: WeighedCase, desk: Client
) -> None:
    address = f"{whole.address}feit/threat/"
    seen = hidden(desk.get(address), "seen")
    desk.post(address, fact(seen=seen, title="Van de een"))
    second = desk.post(address, fact(seen=seen, title="Van de ander"))

    assert second.status_code == 409
    assert "schreef dit intussen anders" in plain(second)
    assert "Van de een" in plain(second)
    assert 'value="Van de ander"' in plain(second)
    again = fact(seen=hidden(second, "seen"), title="Van de ander")
    assert desk.post(address, again).status_code == 302
    assert content(whole).fact("threat").title == "Van de ander"  # type: ignore[union-attr]


def test_a_fact_from_a_care_talk_says_whether_the_youngster_agreed(
    empty: WeighedCase, desk: Client
) -> None:
    care = {"from_care_talk": "on", "source_kind": "youngster", "independence": "from-youngster"}
    desk.post(f"{empty.address}feit/", fact(**care))
    assert "nog geen ja van de jongere op gebruik" in plain(desk.get(empty.address))

    who = desk.post(f"{empty.address}feit/", fact(**care, use_agreed_on="2026-10-10"))
    assert "Schrijf op wie het vroeg." in plain(who)
    agreed = {"use_agreed_on": "2026-10-10", "use_heard_by": "Fatima", "title": "Zijn verhaal"}
    desk.post(f"{empty.address}feit/", fact(**care | agreed))
    page = plain(desk.get(empty.address))
    assert "uit zorggesprek" in page
    assert "de jongere zei ja op gebruik, 10 oktober 2026, gevraagd door Fatima" in page


def test_an_offence_names_the_threat_that_came_before_it_and_a_debt_its_amount(
    whole: WeighedCase, desk: Client
) -> None:
    form = plain(desk.get(f"{whole.address}feit/"))
    select = form.partition('name="follows"')[2].partition("</select>")[0]
    act = {"title": "Rit van mei", "lane": "offence", "follows": "threat", "amount": "900"}
    desk.post(f"{whole.address}feit/", fact(**act))
    debt = {"title": "Schuld", "lane": "debt", "follows": "threat", "amount": "900"}
    desk.post(f"{whole.address}feit/", fact(**debt))
    stored = {each.title: (each.follows, each.amount) for each in content(whole).facts}

    assert re.search(r'value="threat" >\s*Foto van de voordeur', select)
    assert "Rit van 22 februari" not in select
    assert stored["Rit van mei"] == ("threat", None)
    assert stored["Schuld"] == ("", 900)


def test_taken_out_a_fact_can_still_be_read(whole: WeighedCase, desk: Client) -> None:
    address = f"{whole.address}feit/money/"
    seen = hidden(desk.get(address), "seen")
    assert desk.post(address, {"weg": "ja", "seen": seen}).status_code == 302

    assert content(whole).fact("money") is None
    assert "Tachtig euro" not in plain(desk.get(whole.address))
    assert "Tachtig euro" in plain(desk.get(f"{whole.address}feiten/"))
    assert desk.get(address).status_code == 404


def test_taking_out_what_a_colleague_changed_is_refused(whole: WeighedCase, desk: Client) -> None:
    address = f"{whole.address}feit/money/"
    seen = hidden(desk.get(address), "seen")
    desk.post(address, fact(seen=seen))
    answer = desk.post(address, {"weg": "ja", "seen": seen})

    assert answer.status_code == 409
    assert content(whole).fact("money") is not None


def an_entry(case: Case, by: Member, text: str, audience: Audience = Audience.TEAM) -> Entry:
    key = tokens.new_token(16)
    entries.add_entry(
        case=case, kind=EntryKind.NOTE, text=text, by=actor(by), form_key=key, audience=audience
    )
    return Entry.objects.get(form_key=key)


def test_a_fact_cites_one_entry_and_only_the_words_that_were_chosen(
    empty: WeighedCase, fatima: Member, desk: Client
) -> None:
    entry = an_entry(empty.case, fatima, "Zijn moeder belde.\nEr lag een brief. Hij at niet.")
    an_entry(empty.case, fatima, "Iets heel anders.")
    chosen = f"{empty.address}feit/?regel={entry.pk}"
    assert "Er lag een brief." in plain(desk.get(f"{empty.address}citeer/"))
    assert "Er lag een brief." in plain(desk.get(chosen))
    assert desk.post(chosen, fact(quote="Er lag een brief.")).status_code == 302
    stored = content(empty).facts[0]

    assert (stored.entry, stored.quote) == (entry.pk, "Er lag een brief.")
    assert AppraisalItem.objects.get(kind="fact").entry_id == entry.pk


def test_words_that_are_not_in_the_entry_are_no_quote(
    empty: WeighedCase, fatima: Member, desk: Client
) -> None:
    entry = an_entry(empty.case, fatima, "Er lag een brief.")
    for quote in ("Er lag een mes.", "", "er lag"):
        answer = desk.post(f"{empty.address}feit/?regel={entry.pk}", fact(quote=quote))
        assert answer.status_code == 400, quote
        assert "staan niet zo in de tijdlijn" in plain(answer)


def test_a_secret_entry_is_a_care_talk(empty: WeighedCase, fatima: Member, desk: Client) -> None:
    entry = an_entry(empty.case, fatima, "Hij huilde.", Audience.SECRET)
    address = f"{empty.address}feit/?regel={entry.pk}"
    refused = desk.post(address, fact(quote="Hij huilde."))
    assert "beroepsgeheim" in plain(refused)
    assert desk.post(address, fact(quote="Hij huilde.", from_care_talk="on")).status_code == 302


def test_a_fact_that_cites_a_secret_entry_stays_a_care_talk(
    empty: WeighedCase, fatima: Member, desk: Client
) -> None:
    entry = an_entry(empty.case, fatima, "Hij huilde.", Audience.SECRET)
    said = {"quote": "Hij huilde.", "from_care_talk": "on"}
    desk.post(f"{empty.address}feit/?regel={entry.pk}", fact(**said))
    address = f"{empty.address}feit/{content(empty).facts[0].key}/"
    answer = desk.post(address, fact(seen=hidden(desk.get(address), "seen")))

    assert answer.status_code == 400
    assert "beroepsgeheim" in plain(answer)
    assert content(empty).facts[0].from_care_talk


def test_the_timeline_opens_by_a_grant_for_the_case_only(
    empty: WeighedCase, fatima: Member, joris: Member
) -> None:
    entry = an_entry(empty.case, fatima, "Er lag een brief.")
    empty.let_in(joris, "write")
    his = people.at_the_desk(joris)

    assert "Citeer de tijdlijn" not in plain(his.get(f"{empty.address}feit/"))
    for address in ("citeer/", f"feit/?regel={entry.pk}"):
        assert his.get(empty.address + address).status_code == 403
    answer = his.post(f"{empty.address}feit/?regel={entry.pk}", fact(quote="Er lag een brief."))
    assert answer.status_code == 403
    assert not AppraisalItem.objects.filter(kind="fact").exists()


def test_what_a_case_grant_does_not_show_is_not_cited(
    empty: WeighedCase, fatima: Member, joris: Member
) -> None:
    entry = an_entry(empty.case, fatima, "Hij huilde.", Audience.SECRET)
    empty.let_in(joris, "write")
    CaseGrant.objects.create(
        case=empty.case, member=joris, level="read", since=timezone.now(), reason="consulted"
    )
    his = people.at_the_desk(joris)

    assert "Hij huilde" not in plain(his.get(f"{empty.address}citeer/"))
    assert his.get(f"{empty.address}feit/?regel={entry.pk}").status_code == 403


@pytest.mark.parametrize("asked", ["0", "x", "²", "9" * 30, "-1"])
def test_an_entry_that_is_not_there_is_not_found(
    empty: WeighedCase, desk: Client, asked: str
) -> None:
    assert desk.get(f"{empty.address}feit/?regel={asked}").status_code == 404


def unplaced(weighed: WeighedCase, fatima: Member) -> None:
    """Make the facts of a weighing stand in no order."""
    for item in items.read_items(weighed.appraisal, weighed.key()):
        if isinstance(item.value, AppraisalFact):
            loose = replace(item.value, relevance=None, objectivity=None, biasing=None)
            write = items.ItemWrite(loose, ItemKind.FACT, item.row.pk)
            items.write_items(
                appraisal=weighed.appraisal,
                writes=[write],
                form_key=tokens.new_token(16),
                by=actor(fatima),
            )


def placing(page: Any, **said: str) -> dict[str, str]:
    text = " ".join(page.content.decode().split())
    seen = re.findall(r'name="(gezien-[a-z0-9-]+)" value="(\d*)"', text)
    return {"key": tokens.new_token(16).hex()} | dict(seen) | said


def test_nothing_is_said_to_fit_before_the_facts_stand_in_order(
    whole: WeighedCase, fatima: Member, desk: Client
) -> None:
    fits = placing(desk.get(f"{whole.address}past/"))
    fits |= {f"past-{fit.scenario}-{fit.fact}": "says-nothing" for fit in content(whole).fits}
    unplaced(whole, fatima)
    before = AppraisalItem.objects.count()

    assert "Zet de feiten eerst op volgorde." in plain(desk.get(whole.address))
    assert "Zet de feiten eerst op volgorde." in plain(desk.get(f"{whole.address}past/"))
    for address, typed in {
        "past/": fits,
        "vraag/means/": {"key": "ab" * 16, "contra": "niets"},
    }.items():
        answer = desk.post(whole.address + address, typed)
        assert answer.status_code == 409
        assert "Zet de feiten eerst op volgorde." in answer.content.decode()
    assert AppraisalItem.objects.count() == before


@pytest.mark.postgres
def test_the_facts_are_put_in_order_in_words(
    whole: WeighedCase, fatima: Member, desk: Client
) -> None:
    unplaced(whole, fatima)
    address = f"{whole.address}volgorde/"
    placed = {
        f"{aspect}-{key}": word
        for key, words in {
            "money": ("high", "high", "low"),
            "threat": ("low", "high", "low"),
            "ride": ("high", "low", "high"),
        }.items()
        for aspect, word in zip(("relevance", "objectivity", "biasing"), words, strict=True)
    }
    assert desk.post(address, placing(desk.get(address), **placed)).status_code == 302
    page = plain(desk.get(whole.address))

    assert all(fact.is_placed for fact in content(whole).facts)
    order = [page.index(f'id="fact-{key}"') for key in ("money", "ride", "threat")]
    assert order == sorted(order)


@pytest.mark.postgres
def test_a_fact_changed_while_it_was_placed_is_not_written_over(
    whole: WeighedCase, fatima: Member, desk: Client
) -> None:
    address = f"{whole.address}volgorde/"
    typed = placing(desk.get(address), **{"relevance-threat": "low"})
    typed |= {"objectivity-threat": "low", "biasing-threat": "high"}
    form = desk.get(f"{whole.address}feit/threat/")
    desk.post(f"{whole.address}feit/threat/", fact(seen=hidden(form, "seen"), title="Nieuw"))
    answer = desk.post(address, typed)

    assert answer.status_code == 409
    assert "Een collega veranderde net een feit." in plain(answer)
    again = typed | placing(answer)
    assert desk.post(address, again).status_code == 302
    stored = content(whole).fact("threat")
    assert stored is not None
    assert (stored.title, stored.relevance) == ("Nieuw", "low")


def test_what_fits_is_filled_in_on_one_page(whole: WeighedCase, desk: Client) -> None:
    address = f"{whole.address}past/"
    typed = placing(desk.get(address))
    typed |= {f"past-{s}-{f}": "fits" for s in ("pressed", "free") for f in ("threat", "ride")}
    typed |= {f"past-{s}-money": "says-nothing" for s in ("pressed", "free")}
    typed |= {"waarom-pressed-threat": "vrijdag of je zusje"}
    assert desk.post(address, typed).status_code == 302
    page = plain(desk.get(whole.address))

    assert "vrijdag of je zusje" in page
    assert page.count("onderscheidt niet") == 6
    assert len(content(whole).fits) == 6


def test_only_what_changed_becomes_a_version(whole: WeighedCase, desk: Client) -> None:
    address = f"{whole.address}past/"
    typed = placing(desk.get(address))
    for fit in content(whole).fits:
        typed |= {f"past-{fit.scenario}-{fit.fact}": fit.kind.value}
        typed |= {f"waarom-{fit.scenario}-{fit.fact}": fit.why}
    before = AppraisalItem.objects.count()
    desk.post(address, typed | {"waarom-free-money": "krijgt een deel"})

    assert AppraisalItem.objects.count() == before + 1


@pytest.mark.postgres
def test_of_two_who_fill_in_the_second_sees_what_stands(whole: WeighedCase, desk: Client) -> None:
    address = f"{whole.address}past/"
    first = placing(desk.get(address))
    for fit in content(whole).fits:
        first |= {f"past-{fit.scenario}-{fit.fact}": fit.kind.value}
        first |= {f"waarom-{fit.scenario}-{fit.fact}": fit.why}
    second = first | {"key": tokens.new_token(16).hex(), "past-free-money": "says-nothing"}
    desk.post(address, first | {"past-free-money": "does-not-fit"})
    answer = desk.post(address, second)

    assert answer.status_code == 409
    assert "Er staat nu: past niet" in plain(answer)
    again = second | placing(answer) | {"key": tokens.new_token(16).hex()}
    assert desk.post(address, again).status_code == 302
    kinds = {(f.scenario, f.fact): f.kind for f in content(whole).fits}
    assert kinds["free", "money"] == "says-nothing"


def test_a_why_without_an_answer_and_an_answer_taken_back_are_refused(
    whole: WeighedCase, desk: Client
) -> None:
    address = f"{whole.address}past/"
    answer = desk.post(address, placing(desk.get(address)))

    assert answer.status_code == 400
    assert "Hier stond al een antwoord." in plain(answer)


ITEMS = [
    ("scenario/", {"title": "Voor het geld", "text": "Hij kon stoppen."}, "Voor het geld"),
    ("twijfel/", {"title": "Kon hij weg?", "state": "open"}, "Kon hij weg?"),
    ("niet-gezien/", {"title": "Zijn telefoon", "text": "Ligt bij de politie."}, "Zijn telefoon"),
    ("geboren/", {"born": "2008-03-14"}, "geboren 14 maart 2008"),
]


@pytest.mark.parametrize(("where", "typed", "words"), ITEMS, ids=[item[0] for item in ITEMS])
def test_each_small_item_is_written_and_shown(
    empty: WeighedCase, desk: Client, where: str, typed: dict[str, str], words: str
) -> None:
    form = desk.get(empty.address + where)
    typed = typed | {"key": tokens.new_token(16).hex(), "seen": hidden(form, "seen")}
    assert desk.post(empty.address + where, typed).status_code == 302
    page = plain(desk.get(empty.address))

    assert words in page


@pytest.mark.parametrize(
    ("where", "typed", "words"),
    [
        ("scenario/", {"title": ""}, "Schrijf eerst iets op."),
        ("niet-gezien/", {"title": "Zijn telefoon", "text": " "}, "Schrijf hier iets op."),
        ("geboren/", {"born": "2099-01-01"}, "Dit kan de geboortedag niet zijn."),
        ("geboren/", {"born": "morgen"}, "Dit is geen dag."),
        ("twijfel/", {"title": "Kon hij weg?", "state": "refuted"}, "Kies het feit"),
        ("twijfel/", {"title": "Kon hij weg?", "state": "accepted"}, "Schrijf op waarom"),
        ("twijfel/", {"title": "Kon hij weg?", "state": "gone"}, "Kies een van de antwoorden."),
        ("twijfel/", {"title": "x", "state": "refuted", "facts": "zz"}, "Dit feit is er niet"),
    ],
)
def test_a_small_item_that_is_not_whole_is_refused_in_words(
    empty: WeighedCase, desk: Client, where: str, typed: dict[str, str], words: str
) -> None:
    before = AppraisalItem.objects.count()
    answer = desk.post(empty.address + where, typed | {"key": tokens.new_token(16).hex()})

    assert answer.status_code == 400
    assert words in plain(answer)
    assert AppraisalItem.objects.count() == before


def test_a_refuted_doubt_names_its_facts_and_no_longer_stands_first(
    whole: WeighedCase, desk: Client
) -> None:
    address = f"{whole.address}twijfel/may/"
    typed = {"title": "Kon hij in mei weg?", "state": "refuted", "facts": ["threat"]}
    typed |= {"key": tokens.new_token(16).hex(), "seen": hidden(desk.get(address), "seen")}
    desk.post(address, typed)
    page = plain(desk.get(whole.address))

    assert "weerlegd" in page
    assert '<a href="#fact-threat"' in page.partition('id="doubt-may"')[2].partition("</li>")[0]


def test_a_question_of_the_law_shows_the_rule_beside_what_was_written(
    whole: WeighedCase, desk: Client
) -> None:
    address = f"{whole.address}vraag/means/"
    form = desk.get(address)
    typed = {"contra": "Niets gevonden.", "unknown": "Of er in mei", "why_wrong": "Eén betaling."}
    typed |= {"key": tokens.new_token(16).hex(), "seen": hidden(form, "seen")}
    assert "niet aan de jongere" in plain(form)
    assert desk.post(address, typed).status_code == 302
    row = plain(desk.get(whole.address)).partition('id="element-means"')[2].partition("</tr>")[0]

    assert "regel: staat vast op wat is opgeschreven" in row
    for words in ("Niets gevonden.", "Of er in mei", "Eén betaling.", "Foto van de voordeur"):
        assert words in row


def test_from_one_question_of_the_law_one_goes_on_to_the_next(
    whole: WeighedCase, desk: Client
) -> None:
    typed = {"contra": "Niets.", "unknown": "Of", "why_wrong": "Eén.", "volgende": "ja"}
    for here, after in (("act", "vraag/means/"), ("not-punishing", "#elements")):
        form = desk.get(f"{whole.address}vraag/{here}/")
        keys = {"key": tokens.new_token(16).hex(), "seen": hidden(form, "seen")}
        assert desk.post(f"{whole.address}vraag/{here}/", typed | keys).url.endswith(after)
    assert "naar de volgende vraag" not in plain(form)


def test_a_question_that_the_law_does_not_ask_is_not_found(
    whole: WeighedCase, desk: Client
) -> None:
    assert desk.get(f"{whole.address}vraag/schuldig/").status_code == 404
    assert desk.post(f"{whole.address}vraag/schuldig/", {}).status_code == 404


WRITING = [
    "feit/", "feit/threat/", "citeer/", "volgorde/", "past/", "scenario/", "scenario/pressed/",
    "vraag/means/", "twijfel/", "twijfel/may/", "niet-gezien/", "niet-gezien/file/", "geboren/",
]  # fmt: skip


def test_who_may_not_write_gets_no_form_and_changes_nothing(
    whole: WeighedCase, joris: Member
) -> None:
    before = AppraisalItem.objects.count()
    his = people.let_in(whole.case, joris, "manage")
    for level in ("", "read", "judge"):
        if level:
            whole.let_in(joris, level)
        for where in WRITING:
            assert his.get(whole.address + where).status_code == 403, (level, where)
            answer = his.post(whole.address + where, fact())
            assert answer.status_code in (403, 405), (level, where)
    assert AppraisalItem.objects.count() == before


def test_once_the_facts_are_closed_nothing_is_written_and_the_text_comes_back(
    whole: WeighedCase, desk: Client
) -> None:
    Appraisal.objects.update(stage=Stage.FACTS_CLOSED, facts_closed_at=timezone.now())
    before = AppraisalItem.objects.count()
    for where in WRITING:
        if where != "citeer/":
            answer = desk.post(whole.address + where, fact(text="Dit mag niet weg"))
            assert answer.status_code == 409, where
            assert "De feiten van deze weging zijn dicht." in answer.content.decode()
            assert "Dit mag niet weg" in answer.content.decode()
    assert AppraisalItem.objects.count() == before


def test_a_grant_for_the_case_alone_says_whom_to_ask(whole: WeighedCase, joris: Member) -> None:
    his = people.let_in(whole.case, joris, "read")
    answer = his.get(whole.address)

    assert answer.status_code == 403
    assert "Fatima" in plain(answer)
    for secret in ("voordeur", "Rit van", appraisals.OFFENCE):
        assert secret not in answer.content.decode()


def test_without_any_grant_there_is_nothing_to_see(whole: WeighedCase, joris: Member) -> None:
    his = people.at_the_desk(joris)
    answers = [his.get(whole.address), his.get(f"{whole.address}feiten/")]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "afgesloten" not in plain(answers[0])


def test_opening_is_logged_and_offences_are_in_no_log(whole: WeighedCase, desk: Client) -> None:
    before = AuditEntry.objects.filter(act="appraisal:read").count()
    desk.get(whole.address)
    desk.post(f"{whole.address}feit/", fact(title="Bracht een pakket"))

    assert AuditEntry.objects.filter(act="appraisal:read").count() > before
    logged = str(list(AuditEntry.objects.values()))
    assert "pakket" not in logged
    assert "voordeur" not in logged


def test_no_number_no_sum_and_no_verdict_stands_on_the_page(
    whole: WeighedCase, desk: Client
) -> None:
    page = plain(desk.get(whole.address)).lower()

    for words in ("score", "totaal", "geen slachtoffer", "%", "punten", "kans"):
        assert words not in re.sub(r"<[^>]*>", " ", page), words


@pytest.mark.postgres
def test_an_older_version_is_read_and_says_that_it_is_older(
    whole: WeighedCase, fatima: Member, desk: Client
) -> None:
    Appraisal.objects.update(stage=Stage.ENDED)
    newer = Appraisal.objects.create(
        compartment=whole.compartment,
        number=2,
        author=fatima,
        made_at=timezone.now(),
        form_key=b"2" * 16,
    )
    old = plain(desk.get(f"{whole.address}?versie=1"))

    assert "Dit is een oudere versie." in old
    assert "Foto van de voordeur" in old
    assert "Feit erbij" not in old
    assert "Foto van de voordeur" not in plain(desk.get(whole.address))
    for number in ("3", "x", "²", "9" * 30):
        answer = desk.get(f"{whole.address}?versie={number}")
        assert answer.status_code == (404 if number == "3" else 200)
    assert newer.number == 2
