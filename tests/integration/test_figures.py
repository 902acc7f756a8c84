"""Figures on the staff door: counted once, looked at, proposed, released by a second member."""

from itertools import cycle, islice

import pytest
from django.utils import timezone

from tests.support import people
from uitweg.casework.cases.coding.models import CodedCase
from uitweg.figures.actions import extraction, releases
from uitweg.figures.forms import cross_table_name
from uitweg.figures.models import Extraction, ReleaseProposal
from uitweg.figures.rules.proposals import ProposalState
from uitweg.figures.rules.protection import NotProtectable
from uitweg.figures.rules.verdicts import Attacker, Interval, Leak, ReleaseVerdict
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.models import LedgerRow
from uitweg.knowledge.published_figures.rules.released_tables import read_tables
from uitweg.platform.accounts.actions.authorization import NotAllowed, NotPossible
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry

LAST_YEAR = timezone.localdate().year - 1
PAGE = f"/cijfers/{LAST_YEAR}/coded-cases/"
SHOWN_ACTS = {"drugs": 31, "explosives": 22}
HIDDEN_ACTS = {"money": 3, "theft": 4}


def coded_cases(year: int = LAST_YEAR, acts: dict[str, int] | None = None) -> None:
    """Store coded cases with these acts; boys and girls by turns."""
    for act, many in (acts or SHOWN_ACTS | HIDDEN_ACTS).items():
        CodedCase.objects.bulk_create(
            CodedCase(year=year, version=1, form="criminal", act=act, sex=sex)
            for sex in islice(cycle(["boy", "boy", "girl"]), many)
        )


@pytest.fixture
def analyst(team):  # type: ignore[no-untyped-def]
    return people.a_member(team, "noor", Role.ANALYST)


@pytest.fixture
def lead(team):  # type: ignore[no-untyped-def]
    return people.a_member(team, "ruud", Role.LEAD)


@pytest.fixture
def counted(analyst):  # type: ignore[no-untyped-def]
    coded_cases()
    return extraction.extraction_of("coded-cases", LAST_YEAR, by=people.acting(analyst))


@pytest.mark.postgres
def test_from_counting_to_the_public_page_takes_two(analyst, lead) -> None:
    coded_cases()
    first, second = people.at_the_desk(analyst), people.at_the_desk(lead)
    assert "Eerst tellen" in first.get(PAGE).content.decode()
    assert first.post(f"{PAGE}tel/").url == PAGE

    looked = first.get(PAGE, {"tables": ["act"]}).content.decode()
    assert ">30<" in looked
    assert ">20<" in looked
    proposed = first.post(f"{PAGE}voorstel/", {"tables": ["act"]})
    proposal = ReleaseProposal.objects.get()
    assert proposed.url == f"/cijfers/voorstel/{proposal.pk}/"
    assert first.post(f"{proposed.url}uit/").status_code == 403
    assert ledger.shown_releases() == []

    link = f'href="{proposed.url}">Kijk en beslis.'
    assert link in second.get("/werk/").content.decode()
    assert link not in first.get("/werk/").content.decode()
    assert f"Voorstel {proposal.pk}" in second.get("/cijfers/").content.decode()
    assert ">30<" in second.get(proposed.url).content.decode()
    assert second.post(f"{proposed.url}uit/").url == "/cijfers/"
    assert link not in second.get("/werk/").content.decode()

    [release] = ledger.shown_releases()
    counts = release.tables[0].counts
    assert (counts[("drugs",)], counts[("explosives",)]) == (30, 20)
    assert {counts[(act,)] for act in HIDDEN_ACTS} == {None}
    assert counts[("harbour",)] is None
    assert second.post(f"{proposed.url}uit/").status_code == 409
    assert list(
        AuditEntry.objects.filter(act__startswith="figures:", result="done").values_list(
            "act", flat=True
        )
    ) == [
        "figures:extract",
        "figures:table",
        "figures:table",
        "figures:propose",
        "figures:released",
    ]


def test_no_true_count_is_in_any_page(analyst, lead, counted) -> None:
    desk = people.at_the_desk(analyst)
    pages = [
        desk.get(PAGE, {"tables": ["act", "form-by-sex"]}),
        desk.get(PAGE, {"first": "act", "second": "sex"}),
    ]
    pages.append(
        people.at_the_desk(lead).get(desk.post(f"{PAGE}voorstel/", {"tables": ["act"]}).url)
    )

    for page in pages:
        assert page.status_code == 200
        for true_count in (31, 22):
            assert f">{true_count}<" not in page.content.decode()
        for table in page.context["tables"]:
            if table.table:
                shown = [cell.shown for row in table.table.rows for cell in row.cells]
                assert all(each is None or (each >= 10 and each % 5 == 0) for each in shown)


def test_all_figures_of_a_year_come_from_one_count(analyst, counted) -> None:
    coded_cases(acts={"drugs": 400})
    again = extraction.extraction_of("coded-cases", LAST_YEAR, by=people.acting(analyst))

    assert (again.pk, again.counts) == (counted.pk, counted.counts)


def test_a_year_that_is_not_over_is_not_counted(analyst) -> None:
    desk = people.at_the_desk(analyst)
    this_year = f"/cijfers/{LAST_YEAR + 1}/coded-cases/"

    assert "nog niet voorbij" in desk.get(this_year).content.decode()
    assert desk.post(f"{this_year}tel/").status_code == 409
    assert not Extraction.objects.exists()


def test_what_gives_a_hidden_count_away_with_an_earlier_release_is_not_released(
    analyst, lead, counted
) -> None:
    """A proposal that was safe before something else was released."""
    by, second = people.acting(analyst), people.acting(lead)
    late = releases.propose(counted, {"act": ("act",)}, by=by)
    other = releases.propose(counted, {"act-by-sex": ("act", "sex")}, by=by)
    late.tables = late.tables.replace("null", "10", 1)  # contradicts what is released first
    late.save()
    releases.release(other, by=second)

    with pytest.raises(NotPossible, match="release-unsafe"):
        releases.release(late, by=second)
    assert len(ledger.all_releases()) == 1
    late.refresh_from_db()
    assert late.state == ProposalState.PROPOSED.value


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (2, 5, "dat het er 2 tot 5 zijn"),
        (3, 3, "dat het er precies 3 zijn"),
        (1, 1, "precies 1 is"),
    ],
)
def test_a_refusal_names_the_cell_its_range_and_the_releases(
    analyst, counted, monkeypatch, least: int, most: int, words: str
) -> None:
    leak = Leak(
        Attacker.OUTSIDER,
        "act",
        "act=money",
        ("money",),
        ("1", ""),
        Interval(least, most, is_exact=True),
        "",
        ("act",),
    )

    def refuse(*_: object, **__: object) -> None:
        raise NotProtectable(ReleaseVerdict((leak,)))

    monkeypatch.setattr(releases, "protected_tables", refuse)
    answer = people.at_the_desk(analyst).get(PAGE, {"first": "act", "second": "sex"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "“geld of bankrekening”: wie alle tabellen leest kan uitrekenen dat het er " in page
    assert f"{words}. Dat komt door: uitgave 1, deze tabel." in page
    assert "tables" not in answer.context


@pytest.mark.parametrize("year", [0, 1999, LAST_YEAR + 2, 10**6, 10**30])
def test_a_year_that_cannot_be_is_not_there(analyst, year: int) -> None:
    desk = people.at_the_desk(analyst)
    address = f"/cijfers/{year}/participants/"

    assert desk.get(address).status_code == 404
    assert desk.post(f"{address}tel/").status_code == 404


@pytest.mark.postgres
def test_what_was_released_during_the_attack_stops_a_release(
    analyst, lead, counted, monkeypatch
) -> None:
    """The attack takes seconds; a colleague released another table of the year meanwhile."""
    by, second = people.acting(analyst), people.acting(lead)
    slow = releases.propose(counted, {"act": ("act",)}, by=by)
    quick = releases.propose(counted, {"form-by-sex": ("form", "sex")}, by=by)

    def meanwhile(*_: object, **__: object) -> None:
        monkeypatch.undo()
        releases.release(quick, by=second)

    monkeypatch.setattr(releases, "refuse_unsafe", meanwhile)
    with pytest.raises(NotPossible, match="release-overtaken"):
        releases.release(slow, by=second)
    assert len(ledger.all_releases()) == 1
    slow.refresh_from_db()
    assert slow.state == ProposalState.PROPOSED.value


@pytest.mark.postgres
def test_cut_off_between_the_two_stores_it_is_released_once(
    analyst, lead, counted, monkeypatch
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(releases, "_decide", cut_off)
        with pytest.raises(KeyboardInterrupt):
            releases.release(proposal, by=people.acting(lead))
    assert len(ledger.all_releases()) == 1
    assert releases.release(proposal, by=people.acting(lead)) == 1
    assert len(ledger.all_releases()) == 1


def test_one_member_takes_a_wrong_release_off_and_it_stays_in_the_ledger(
    analyst, lead, counted
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    number = releases.release(proposal, by=people.acting(lead))
    desk = people.at_the_desk(analyst)

    assert desk.post(f"/cijfers/uitgebracht/{number}/af/").url == "/cijfers/"
    assert ledger.shown_releases() == []
    assert [each.number for each in ledger.all_releases()] == [number]
    assert "van de site gehaald" in desk.get("/cijfers/").content.decode()
    assert desk.post(f"/cijfers/uitgebracht/{number}/af/").status_code == 409
    for chosen in ({"act": ("act",)}, {"form-by-sex": ("form", "sex"), "act": ("act",)}):
        with pytest.raises(NotPossible, match="table-released"):
            releases.propose(counted, chosen, by=people.acting(analyst))


def test_a_changed_row_of_the_ledger_stops_every_release(analyst, lead, counted) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    releases.release(proposal, by=people.acting(lead))
    row = LedgerRow.objects.get()
    LedgerRow.objects.update(tables=row.tables.replace("30", "35"))

    with pytest.raises(NotPossible, match="ledger-broken"):
        releases.propose(counted, {"form-by-sex": ("form", "sex")}, by=people.acting(analyst))
    page = people.at_the_desk(analyst).get("/cijfers/").content.decode()
    assert "klopt niet meer" in page
    assert "Nu niet te lezen" in page
    assert "Er is nog niets uitgebracht" not in page


@pytest.mark.postgres
@pytest.mark.parametrize("is_written_anew", [False, True])
def test_a_ledger_that_lost_its_end_or_was_written_anew_stops_every_release(
    analyst, lead, counted, is_written_anew: bool
) -> None:
    """Its chain is right then; the staff store knows what was released."""
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    releases.release(proposal, by=people.acting(lead))
    other = LedgerRow.objects.get().tables.replace("30", "95")
    LedgerRow.objects.all().delete()
    if is_written_anew:
        ledger.add_release(read_tables(other), now=timezone.now())
    ledger.verify_ledger()

    with pytest.raises(NotPossible, match="ledger-broken"):
        releases.propose(counted, {"form-by-sex": ("form", "sex")}, by=people.acting(analyst))
    page = people.at_the_desk(analyst).get("/cijfers/")
    assert "klopt niet meer" in page.content.decode()


@pytest.mark.postgres
def test_a_release_whose_withdrawal_was_lost_is_noticed_and_can_be_taken_off_again(
    analyst, lead, counted
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    number = releases.release(proposal, by=people.acting(lead))
    releases.withdraw(number, by=people.acting(lead))
    LedgerRow.objects.exclude(withdraws=None).delete()
    ledger.verify_ledger()
    assert ledger.shown_numbers() == {number}

    with pytest.raises(NotPossible, match="ledger-broken"):
        releases.propose(counted, {"form-by-sex": ("form", "sex")}, by=people.acting(analyst))
    desk = people.at_the_desk(analyst)
    assert f"Nummer {number} was van de site gehaald" in desk.get("/cijfers/").content.decode()

    desk.post(f"/cijfers/uitgebracht/{number}/af/")
    assert ledger.shown_numbers() == set()
    assert "was van de site gehaald" not in desk.get("/cijfers/").content.decode()
    releases.propose(counted, {"form-by-sex": ("form", "sex")}, by=people.acting(analyst))


def test_nothing_is_taken_off_by_a_ledger_with_a_changed_row(analyst, lead, counted) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    number = releases.release(proposal, by=people.acting(lead))
    row = LedgerRow.objects.get()
    LedgerRow.objects.update(tables=row.tables.replace("30", "35"))

    with pytest.raises(NotPossible, match="ledger-broken"):
        releases.withdraw(number, by=people.acting(lead))
    proposal.refresh_from_db()
    assert proposal.withdrawn_at is None


@pytest.mark.postgres
@pytest.mark.parametrize("is_broken", [False, True])
def test_what_was_withdrawn_between_the_two_copies_of_a_backup_is_so_again(
    analyst, lead, counted, is_broken: bool
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    number = releases.release(proposal, by=people.acting(lead))
    releases.withdraw(number, by=people.acting(lead))
    now = timezone.now()
    assert releases.withdraw_lost_again(now=now) == 0
    LedgerRow.objects.exclude(withdraws=None).delete()
    if is_broken:
        LedgerRow.objects.update(entry_hash=bytes(32))

    assert releases.withdraw_lost_again(now=now) == (0 if is_broken else 1)
    assert ledger.shown_numbers() == ({number} if is_broken else set())


def test_what_was_released_and_withdrawn_between_the_copies_waits_again(
    analyst, lead, counted
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    releases.withdraw(releases.release(proposal, by=people.acting(lead)), by=people.acting(lead))
    LedgerRow.objects.all().delete()

    assert releases.reopen_lost() == 1
    assert releases.withdraw_lost_again(now=timezone.now()) == 0
    proposal.refresh_from_db()
    assert (proposal.state, proposal.withdrawn_at) == ("proposed", None)


def test_what_was_released_between_the_two_copies_of_a_backup_waits_again(
    analyst, lead, counted
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    releases.release(proposal, by=people.acting(lead))
    assert releases.reopen_lost() == 0
    LedgerRow.objects.all().delete()  # of the first copy

    assert releases.reopen_lost() == 1
    proposal.refresh_from_db()
    assert releases.release(proposal, by=people.acting(lead)) == 1


@pytest.mark.postgres
def test_of_two_who_take_a_release_off_at_once_the_second_reads_that_it_is_gone(
    analyst, lead, counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    number = releases.release(proposal, by=people.acting(lead))
    shown = ledger.shown_numbers()
    releases.withdraw(number, by=people.acting(lead))
    monkeypatch.setattr(ledger, "shown_numbers", lambda: shown)

    with pytest.raises(NotPossible, match="release-gone"):
        releases.withdraw(number, by=people.acting(analyst))


def test_who_proposed_sees_that_it_was_refused(analyst, lead, counted) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    people.at_the_desk(lead).post(f"/cijfers/voorstel/{proposal.pk}/nee/")
    page = people.at_the_desk(analyst).get("/cijfers/").content.decode()

    assert "Wacht op een tweede" not in page
    assert "niet uitgebracht" in page
    assert f"/cijfers/voorstel/{proposal.pk}/" in page


def test_only_the_proposer_takes_it_back_and_only_another_refuses(analyst, lead, counted) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))

    with pytest.raises(NotPossible, match="proposal-of-another"):
        releases.take_back(proposal, by=people.acting(lead))
    with pytest.raises(NotAllowed):
        releases.refuse(proposal, by=people.acting(analyst))
    releases.take_back(proposal, by=people.acting(analyst))
    with pytest.raises(NotPossible, match="proposal-decided"):
        releases.release(proposal, by=people.acting(lead))
    assert ledger.all_releases() == []


@pytest.mark.postgres
def test_the_same_proposal_twice_is_one(analyst, counted) -> None:
    by = people.acting(analyst)
    made = {releases.propose(counted, {"act": ("act",)}, by=by).pk for _ in range(2)}

    assert len(made) == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"tables": ["nergens"]},
        {"first": "act", "second": "act"},
        {"first": "act"},
        {"first": "naam", "second": "act"},
        {},
    ],
)
def test_a_choice_that_cannot_be_is_refused(analyst, counted, typed) -> None:
    desk = people.at_the_desk(analyst)

    assert desk.post(f"{PAGE}voorstel/", typed).status_code == 400
    assert not ReleaseProposal.objects.exists()


@pytest.mark.postgres
def test_old_counts_go_and_then_the_year_is_closed(analyst, lead, counted) -> None:
    proposal = releases.propose(counted, {"act": ("act",)}, by=people.acting(analyst))
    releases.release(proposal, by=people.acting(lead))
    now = timezone.now()

    assert extraction.delete_old_extractions(now=now) == 0
    extraction.delete_old_extractions(now=now.replace(year=now.year + 7))
    assert not Extraction.objects.exists()
    assert len(ledger.shown_releases()) == 1
    with pytest.raises(NotPossible, match="year-closed"):
        extraction.extraction_of("coded-cases", LAST_YEAR, by=people.acting(analyst))


@pytest.mark.postgres
def test_every_source_is_counted_in_its_own_categories(analyst) -> None:
    for source in extraction.COUNT:
        stored = extraction.extraction_of(source, LAST_YEAR, by=people.acting(analyst))
        assert extraction.children_of(stored).counts == {}


def test_a_table_that_was_released_is_not_released_again_beside_a_new_one(
    analyst, lead, counted
) -> None:
    act, sex = {"act": ("act",)}, {"sex": ("sex",)}
    releases.release(
        releases.propose(counted, act, by=people.acting(analyst)), by=people.acting(lead)
    )

    with pytest.raises(NotPossible, match="table-released"):
        releases.protect_chosen(counted, act | sex, by=people.acting(analyst))


@pytest.mark.postgres
def test_a_cross_table_has_a_name_of_its_own() -> None:
    assert cross_table_name("act", "sex") == "act-by-sex"
