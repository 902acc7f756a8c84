"""Every page of both doors in every state a person may meet, to be looked at by other tests."""

import json
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.support import places_of_cases
from tests.support.browsers import (
    Browsers,
    answer_on,
    invite,
    join,
    new_since,
    open_mailbox,
    send,
    tick,
    waiting,
    words_on,
    write,
)
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.platform.content import load
from uitweg.platform.content.values.lessons import Timeline

Place = tuple[str, Page]
SIGNALS = ("sudden-expensive-things", "tense-and-afraid", "skips-school")
STORY = "Een leerling van mij draagt ineens dure kleren. Ze is gespannen en vaak weg."
GUIDE = {
    "start": "/",
    "start-easy": "/makkelijk/",
    "what-it-is": "/wat-is-het/",
    "in-it": "/voor-jou/",
    "signals": "/signalen/",
    "signals-money": "/signalen/geld/",
    "professionals": "/professionals/",
    "law": "/slachtoffer-of-dader/wet/",
    "map": "/hulp/kaart/",
    "help": "/hulp/",
    "safe-visit": "/veilig-bezoek/",
    "open-data": "/open-data/",
    "card": "/voor-andere-sites/",
    "privacy": "/privacy/",
}

READING = ("start", "start-easy", "what-it-is", "in-it", "signals", "signals-money", "law")
LEARNING = {
    "lessons": "/leren/",
    "podcast": "/leren/podcast/",
    "episode": "/leren/podcast/de-jas/",
    "slides": "/leren/presentaties/",
    "deck": "/leren/presentaties/school/45/",
    "slide": "/leren/presentaties/school/45/#d3",
    "papers": "/leren/papieren/",
    "for-trainers": "/leren/voor-trainers/",
    "published-figures": "/cijfers/",
    "certificate": "/leren/school/bewijs/",
    "badge": "/leren/bewijs/",
}

SELDOM = {
    "closing": "/casus/1/sluiten/",
    "subject-access": "/casus/1/inzage/",
    "routes": "/casus/1/route/",
    "choose-document": "/casus/1/papieren/",
    "list-in": "/casussen/inlezen/",
    "list-out": "/casussen/excel/",
    "handover-list": "/dienst/overdracht/",
    "search-found": "/zoeken/?q=smaili",
}
OF_THE_LEAD = {
    "members": "/beheer/leden/",
    "retention-page": "/beheer/bewaren/",
    "audit-log-page": "/logboek/",
    "team-cases": "/casussen/team/",
    "review": "/casussen/noodtoegang/",
    "hand-over": "/casus/1/overdragen/",
    "figures": "/cijfers/",
}


def reading(browsers: Browsers) -> Iterator[Place]:
    page = browsers.visitor()
    for name in READING:
        page.goto(browsers.city.public + GUIDE[name])
        yield name, page


def helping(browsers: Browsers) -> Iterator[Place]:
    page = browsers.visitor()
    for name in [each for each in GUIDE if each not in READING]:
        page.goto(browsers.city.public + GUIDE[name])
        yield name, page
    page.goto(browsers.city.public + "/hulp/")
    page.get_by_label("Vriend of buur").check()
    page.get_by_role("button", name="Laat zien wie ik bel").click()
    yield "help-line", page
    page.goto(browsers.city.public + "/bestaat-niet/")
    yield "not-found", page


def checking(browsers: Browsers) -> Iterator[Place]:
    page = browsers.visitor()
    page.goto(browsers.city.public + "/check/")
    yield "check", page
    tick(page, *SIGNALS)
    page.locator("main form button.btn").click()
    yield "outcome", page
    page.goto(browsers.city.public + "/check/")
    tick(page, "weapon-or-explosive")
    page.locator("main form button.btn").click()
    yield "outcome-danger", page
    page.goto(browsers.city.public + "/makkelijk/check/")
    yield "question", page
    page.get_by_role("button", name="Nee").click()
    yield "question-next", page
    page.goto(browsers.city.public + "/vragen/")
    yield "check-own", page
    page.locator("main [name=s]").first.check()
    page.locator("main form button.btn").click()
    yield "outcome-own", page


def writing(browsers: Browsers) -> Iterator[Place]:
    page = browsers.visitor()
    page.goto(browsers.city.public + "/schrijven/")
    yield "report-start", page
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    yield "words", page
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    yield "write", page
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    expect(page.locator("#text-why")).to_be_visible()
    yield "write-error", page
    page.route("**/schrijven/verzegeld/", lambda route: route.abort())
    page.get_by_label("Je bericht").fill(STORY)
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    expect(page.locator("#sending [data-say=trouble]")).to_be_visible()
    yield "sending-trouble", page
    page.unroute("**/schrijven/verzegeld/")
    # the page tries again by itself, at the latest after ten seconds
    page.get_by_role("heading", name="Je bericht is verstuurd").wait_for(timeout=20_000)
    yield "done", page


def mailbox(browsers: Browsers) -> Iterator[Place]:
    page = browsers.visitor()
    page.goto(browsers.city.public + "/postvak/")
    yield "mailbox-closed", page
    page.get_by_label("Je zeven woorden").fill("molen kano brood")
    page.get_by_role("button", name="Openen").click()
    yield "mailbox-error", page
    open_mailbox(page, words_of_the_demo(browsers))
    yield "mailbox", page
    page.get_by_role("button", name="Wis alle berichten").click()
    yield "mailbox-sure", page


def words_of_the_demo(browsers: Browsers) -> list[str]:
    """Return the words of the demo's mailbox with an answer in it."""
    return list(json.loads((browsers.city.folder / "demo.json").read_text())["words"])


def without_javascript(browsers: Browsers) -> Iterator[Place]:
    page = browsers.visitor_without_scripts("/schrijven/")
    page.get_by_role("button", name="Geef mij zeven woorden").click()
    words = words_on(page)
    yield "plain-words", page
    page.get_by_role("button", name="Ik heb ze bewaard").click()
    yield "plain-write", page
    page.get_by_role("button", name="Versturen").click()
    yield "plain-write-error", page
    send(page, STORY, danger=True)
    yield "plain-done-danger", page
    page.goto(browsers.city.public + "/postvak/")
    open_mailbox(page, words)
    yield "plain-mailbox", page
    page.get_by_role("button", name="Wis alle berichten").click()
    yield "plain-sure", page
    page.get_by_role("button", name="Ja, wis alles").click()
    yield "plain-gone", page
    for name, typed in (("plain-wrong", "molen kano brood"), ("plain-unknown", "kano " * 7)):
        page.goto(browsers.city.public + "/postvak/")
        page.get_by_label("Je zeven woorden").fill(typed)
        page.get_by_role("button", name="Openen").click()
        yield name, page
    page.goto(browsers.city.public + "/schrijven/bericht/")
    yield "plain-again", page


def rota(browsers: Browsers) -> Iterator[Place]:
    """The rota as a lead has it; the month with a row for each day, on a phone one week of it."""
    page = browsers.member("ruud", "/dienst/")
    yield "rota", page
    page.goto(browsers.city.staff + page.locator(".rota .me a").last.get_attribute("href"))
    page.get_by_text("Verander deze dienst").click()
    yield "shift", page
    for name in ("patronen/", "patronen/1/", "nieuw/", "afwezig/", "agenda/"):
        page.goto(f"{browsers.city.staff}/dienst/{name}")
        yield f"rota-{name.strip('/')}", page
    page.get_by_role("button", name="Maak een").click()
    yield "rota-agenda-made", page


def figures(browsers: Browsers) -> Iterator[Place]:
    """The analyst looks at a cross-table and proposes it; the lead has it before them."""
    page = browsers.member("noor", "/cijfers/")
    yield "figures", page
    page.get_by_role("link", name="Deelnemers aan uitleg").first.click()
    yield "figures-not-counted", page
    page.get_by_role("link", name="Cijfers", exact=True).last.click()
    page.get_by_role("link", name="Jongeren met een casus").first.click()
    yield "figures-year", page
    page.get_by_label("Kruistabel van").select_option("duration")
    page.get_by_label("en", exact=True).select_option("place")
    page.get_by_role("button", name="Bekijk").click()
    yield "figures-table", page
    page.get_by_role("button", name="Stel voor om uit te brengen").click()
    yield "figures-proposal-own", page
    lead = browsers.member("ruud", page.url.removeprefix(browsers.city.staff))
    yield "figures-proposal", lead


def handovers(browsers: Browsers) -> Iterator[Place]:
    page = browsers.member("fatima", "/werk/")
    page.goto(browsers.city.staff + "/dienst/overdracht/")
    yield "handover-list", page
    page.locator("section:has(#eerder) .what a").last.click()
    yield "handover", page
    page.goto(browsers.city.staff + "/dienst/beloften/")
    yield "promises", page


def coming_in(browsers: Browsers) -> Iterator[Place]:
    page = browsers.stranger("/inloggen/")
    yield "log-in", page
    form = page.locator("form.p").first
    form.get_by_label("Inlognaam").fill("fatima")
    form.get_by_label("Wachtzin").fill("dit is hem niet")
    form.get_by_label("Code").fill("000000")
    form.get_by_role("button", name="Log in").click()
    yield "login-error", page
    page.goto(browsers.city.staff + "/welkom/")
    yield "join", page
    join(page, "niemand", "deze woorden zijn niet gegeven")
    yield "join-error", page
    page.goto(browsers.city.staff + "/bestaat-niet/")
    yield "staff-not-found", page


def desk(browsers: Browsers) -> Iterator[Place]:
    """The demo's reports, oldest first: a case, advice, an answer with a reply, new, danger."""
    page = browsers.member("fatima", "/werk/")
    yield "worklist", page
    page.goto(browsers.city.staff + "/werk/meldingen/")
    yield "reports", page
    page.get_by_text("Veel rommel tegelijk").click()
    page.get_by_label("Binnen vanaf").fill("2020-01-01T00:00")
    page.get_by_label("tot en met").fill("2099-01-01T00:00")
    page.get_by_role("button", name="Kijk hoeveel het is").click()
    yield "folding", page
    page.goto(browsers.city.staff + "/werk/meldingen/opzij/")
    yield "junk-list", page
    for name, number in {
        "report-case": 1,
        "report-advice": 2,
        "report": 3,
        "report-danger": 5,
        "report-new": 4,
    }.items():
        page.goto(f"{browsers.city.staff}/werk/melding/{number}/")
        yield name, page
    answer_on(page, " ")
    expect(page.locator("#antwoord-fout")).to_be_visible()
    yield "report-error", page
    page.get_by_role("button", name="Toetsen").click()
    yield "keys", page
    page.get_by_role("button", name="Sluit", exact=True).click()
    page.get_by_label("Antwoord aan de melder").fill("")


def danger_that_waits(browsers: Browsers) -> Iterator[Place]:
    """A danger that was answered, on its own page and on Nu, until it is ended."""
    page = browsers.member("fatima", "/werk/")
    before = waiting(page)
    write(browsers.visitor("/schrijven/"), "Ze staan voor de deur.", danger=True)
    number = new_since(page, before)
    page.goto(f"{browsers.city.staff}/werk/melding/{number}/")
    answer_on(page, "Ben je nu veilig? Bel 112, of ons: 14 020.")
    expect(page.locator("main")).to_contain_text("wacht op de jongere")
    yield "report-danger-answered", page
    page.goto(browsers.city.staff + "/werk/")
    yield "worklist-danger-answered", page
    row = page.locator(f"#gevaar-{number}")
    row.get_by_role("combobox").select_option("De jongere zegt dat het veilig is")
    row.get_by_role("button", name="Leg vast hoe het gevaar").click()
    expect(row).to_have_count(0)


def calls(browsers: Browsers) -> Iterator[Place]:
    page = browsers.member("fatima", "/belnotitie/")
    yield "call-note", page
    page.get_by_label("Gevaar nu").check(force=True)
    page.get_by_role("textbox", name="Notitie").fill("Jongen fluistert. Zit bij een vriend.")
    page.get_by_label("Wie belt").fill("jongere zelf")
    page.get_by_text("Bewaard op slot", exact=False).wait_for()
    yield "call-note-danger", page
    page.get_by_role("button", name="Signaal").click()


def cases(browsers: Browsers) -> Iterator[Place]:
    page = browsers.member("fatima", "/casussen/")
    yield "cases", page
    page.goto(browsers.city.staff + "/casus/1/")
    yield "case", page
    page.get_by_label("Nieuw in de tijdlijn").fill(" ")
    page.get_by_role("button", name="Zet erbij").click()
    expect(page.locator("#tekst_error")).to_be_visible()
    yield "case-error", page
    page.get_by_label("Nieuw in de tijdlijn").fill("")
    page.goto(browsers.city.staff + "/casus/1/kaart/")
    yield "card-of-case", page
    page.goto(browsers.city.staff + "/casus/1/veiligheid/")
    yield "sheet", page
    page.get_by_label("Waar is de jongere nu?").fill("Bij oma, sinds gisteren")
    page.locator(".unsent", has_text="Concept bewaard").wait_for()
    page.reload()
    page.get_by_role("button", name="Weggooien").wait_for()
    yield "sheet-with-text-that-lay-there", page
    page.goto(browsers.city.staff + "/onverstuurd/")
    yield "draft-list", page
    page.get_by_role("button", name="Gooi weg").first.click()
    page.goto(browsers.city.staff + "/casus/1/beoordeling/?versie=1")
    yield "sheet-judgement", page
    page.goto(browsers.city.staff + "/ik/")
    yield "me", page
    page.goto(browsers.city.staff + "/sleutel/")
    yield "key", page


def papers(browsers: Browsers) -> Iterator[Place]:
    page = browsers.member("fatima", "/werk/")
    page.goto(browsers.city.staff + "/casus/1/papieren/?papier=samenvatting&voor=advocaat")
    for folded in page.locator("main summary").all():
        folded.click()
    yield "choose-document", page
    page.get_by_role("button", name="Maak de PDF").click()
    yield "papers-error", page
    page.goto(browsers.city.staff + "/casus/1/papieren/?papier=samenvatting")
    page.get_by_role("button", name="Pagina om te printen").click()
    yield "paper-to-print", page


def access(browsers: Browsers) -> Iterator[Place]:
    """Who may see a case: let in, in an emergency, judged, handed over."""
    page = browsers.member("fatima", "/werk/")
    page.goto(browsers.city.staff + "/casus/1/toegang/")
    page.get_by_text("Alleen een deel?").click()
    yield "access", page
    page.goto(browsers.city.staff + "/casus/1/")
    page.get_by_role("link", name="Verbeter: ").first.click()
    yield "correct", page
    colleague = browsers.member("joris", "/casus/1/kaart/")
    yield "use-emergency-access", colleague
    colleague.get_by_role("button", name="Iets anders").click()
    expect(colleague.locator("#EmergencyForm-why_error")).to_be_visible()  # its draft goes first
    yield "emergency-access-error", colleague
    colleague.get_by_role("button", name="Er is nu gevaar").click()
    expect(colleague.locator(".safe")).to_be_visible()
    yield "emergency-card", colleague
    page.goto(browsers.city.staff + "/werk/")
    yield "board-emergency", page
    page.goto(browsers.city.staff + "/casus/1/toegang/")
    page.get_by_role("button", name="Beëindig de toegang van Joris").click()


def team(browsers: Browsers) -> Iterator[Place]:
    """A colleague is invited, joins, and waits for the key."""
    lead = browsers.member("ruud", "/beheer/leden/")
    yield "members", lead
    login = f"sanne-{lead.locator('.mem').count()}"
    words = invite(lead, "Sanne", login)
    yield "members-invitation", lead
    newcomer = browsers.stranger("/welkom/")
    join(newcomer, login, words)
    yield "joined", newcomer
    lead.goto(browsers.city.staff + "/beheer/leden/")
    yield "members-admit", lead
    administrator = browsers.member("ans", "/beheer/leden/")
    invite(administrator, "Bas", f"bas-{login}", role="lead")
    yield "members-unconfirmed", administrator
    lead.goto(browsers.city.staff + "/beheer/leden/")
    yield "members-confirm", lead
    lead.goto(browsers.city.staff + "/beheer/inhoud/")
    yield "content-owner", lead
    for each in lead.locator("summary").all():
        each.click()
    yield "content-owner-open", lead
    lead.goto(browsers.city.staff + "/beheer/bewaren/")
    for each in lead.locator("details > summary").all():
        each.click()
    yield "retention-page", lead
    lead.goto(browsers.city.staff + "/logboek/")
    yield "audit-log-page", lead
    lead.goto(browsers.city.staff + "/logboek/?wat=report:4")
    yield "trail-report", lead
    analyst = browsers.member("noor", "/werk/")
    yield "staff-forbidden", analyst
    analyst.goto(browsers.city.staff + "/ik/")
    yield "me-analyst", analyst


def style(browsers: Browsers) -> Iterator[Place]:
    page = browsers.member("fatima", "/stijl/")
    yield "style", page
    page.goto(browsers.city.staff + "/stijl/?deel=publiek")
    yield "style-public", page


def lesson(browsers: Browsers) -> Iterator[Place]:
    """A lesson as it begins, each kind of part, a line of time with its result, and its rounds."""
    first = load().lessons[0]
    address, story = lesson_address(first), first.story
    kinds = {type(part): part for part in story.parts}
    parts = [f"d{story.number_by_name[part.name]}" for part in kinds.values()]
    page = browsers.visitor()
    line = f"d{story.number_by_name[kinds[Timeline].name]}z"
    for part in ("", *parts, line):
        page.goto("about:blank")
        page.goto(f"{browsers.city.public}{address}#{part}")
        yield f"lesson-{part}", page
    page.goto(f"{browsers.city.public}{address}herhalen/")
    yield "lesson-rounds", page


def learning(browsers: Browsers) -> Iterator[Place]:
    """What else one learns with, and the figures that were published."""
    page = browsers.visitor()
    for name, path in LEARNING.items():
        page.goto(browsers.city.public + path)
        yield name, page
    page.get_by_label("Of de tekst van de badge").fill("Dit is geen badge.")
    page.get_by_role("button", name="Kijk na").click()
    page.get_by_role("heading", name="Dit klopt niet").wait_for()
    yield "badge-wrong", page


def seldom(browsers: Browsers) -> Iterator[Place]:
    """Pages of a case that are not opened every day, as they begin; their states are in `rarely`."""
    page = browsers.member("fatima", "")
    for name, path in SELDOM.items():
        page.goto(browsers.city.staff + path)
        yield name, page


def of_the_lead(browsers: Browsers) -> Iterator[Place]:
    page = browsers.member("ruud", "")
    for name, path in OF_THE_LEAD.items():
        page.goto(browsers.city.staff + path)
        yield name, page


PUBLIC = (reading, helping, checking, writing, mailbox, without_javascript, lesson, learning)
STAFF = (
    coming_in,
    desk,
    danger_that_waits,
    calls,
    cases,
    places_of_cases.found,
    seldom,
    places_of_cases.rarely,
    places_of_cases.a_list,
    papers,
    access,
    handovers,
    places_of_cases.of_a_colleague,
    of_the_lead,
    team,
    rota,
    figures,
    style,
)
"""The parts of a walk past every page of a door; each can be walked alone."""


def public(browsers: Browsers) -> Iterator[Place]:
    for part in PUBLIC:
        yield from part(browsers)


def staff(browsers: Browsers) -> Iterator[Place]:
    for part in STAFF:
        yield from part(browsers)
