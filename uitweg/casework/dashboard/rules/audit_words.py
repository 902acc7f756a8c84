"""The audit log in Dutch, as a privacy officer reads it: acts, things, reasons and origins."""

from collections.abc import Mapping

from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantReason
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.channel.attachments.rules.attachments import FileUse
from uitweg.platform.audit.rules import ActOrigin

ACT_WORDS: dict[str, str] = {
    "session:open": "Ingelogd",
    "session:close": "Uitgelogd",
    "session:end-others": "Elders uitgelogd",
    "worklist:read": "Werklijst gelezen",
    "report:read": "Melding gelezen",
    "report:answer": "Melding beantwoord",
    "report:file": "Bestand geopend",
    "report:take": "Melding opgepakt",
    "report:end-danger": "Gevaar in melding gesloten",
    "report:advice": "Melding gesloten met advies",
    "report:close": "Melding gesloten",
    "report:delete": "Melding gewist",
    "report:destroy": "Melding vernietigd, termijn voorbij",
    "report:hold": "Melding langer bewaard",
    "report:release": "Melding niet langer bewaard",
    "report:withdraw": "Antwoord teruggenomen",
    "report:junk": "Melding opzij gelegd",
    "report:restore-junk": "Melding teruggehaald",
    "report:decide-wishes": "Over veel wensen om te wissen beslist",
    "report:carry-out-wishes": "Veel gesprekken wissen: doen",
    "report:refuse-wishes": "Veel gesprekken wissen: niet doen",
    "figures:read": "Cijfers bekeken",
    "figures:release": "Cijfers uitgebracht",
    "figures:extract": "Jaar geteld voor de cijfers",
    "figures:table": "Tabel met cijfers bekeken",
    "figures:propose": "Cijfers voorgesteld",
    "figures:released": "Cijfers uitgebracht",
    "figures:refused": "Cijfers niet uitgebracht",
    "figures:taken-back": "Voorstel voor cijfers teruggenomen",
    "figures:sign": "Jaarbestand met cijfers ondertekend",
    "figures:withdraw": "Cijfers van de site gehaald",
    "training:plan": "Sessie gepland",
    "training:attendance": "Opkomst van een sessie ingevuld",
    "training:cancel": "Sessie afgelast",
    "training:review": "Lesmateriaal nagekeken",
    "alarm:raise": "Alarm over de publieke site",
    "alarm:read": "Alarm bekeken",
    "alarm:settle": "Alarm afgesloten",
    "message:give-up": "Bericht opgegeven: het kon niet weg",
    "duty:read": "Rooster bekeken",
    "duty:take": "Dienst genomen",
    "duty:plan": "Rooster veranderd",
    "duty:channels": "Bereikbaarheid veranderd",
    "duty:give-back": "Dienst teruggegeven",
    "duty:add-shift": "Dienst toegevoegd",
    "duty:change-shift": "Dienst veranderd",
    "duty:drop-shift": "Dienst laten vervallen",
    "duty:open-shift": "Dienst opengevallen",
    "duty:add-pattern": "Patroon van het rooster gemaakt",
    "duty:change-pattern": "Patroon van het rooster veranderd",
    "duty:ask-swap": "Ruil gevraagd",
    "duty:accept-swap": "Dienst geruild",
    "duty:refuse-swap": "Ruil geweigerd",
    "duty:withdraw-swap": "Vraag om te ruilen ingetrokken",
    "duty:absence": "Afwezigheid ingevuld",
    "duty:absence-end": "Afwezigheid weggehaald",
    "duty:calendar": "Link voor eigen agenda gemaakt",
    "duty:calendar-end": "Link voor eigen agenda gestopt",
    "page:read": "Oproep bekeken",
    "page:open": "Oproep begonnen",
    "page:acknowledge": "Oproep opgepakt",
    "page:pass-on": "Oproep doorgegeven",
    "page:extend": "Oproep langer gehouden",
    "page:handle": "Oproep klaar",
    "page:settle": "Oproep vanzelf klaar",
    "page:act": "Oproep opgepakt of afgehandeld",
    "page:read-steps": "Stappen van een oproep bekeken",
    "page:sign": "Stappen van een oproep getekend",
    "handover:read": "Overdracht gelezen",
    "handover:write": "Overdracht geschreven",
    "handover:add": "Overdracht aangevuld",
    "handover:accept": "Overdracht overgenomen",
    "partner:read": "Partners bekeken",
    "partner:read-named": "Afgeschermd gegeven van een partner bekeken",
    "partner:write": "Partner gewijzigd",
    "partner:confirm": "Partner nagebeld",
    "capacity:report": "Plek bij een partner gemeld",
    "consent:write": "Toestemming vastgelegd",
    "referral:read": "Verwijzing bekeken",
    "referral:write": "Verwijzing gemaakt of veranderd",
    "package:list": "Partner zag de eigen vragen",
    "package:read": "Partner las wat er gestuurd is",
    "package:answer": "Partner antwoordde",
    "package:send": "Iets naar een partner gestuurd",
    "package:open": "Partner opende een link met een code",
    "note:read": "Eigen notitie van een advocaat gelezen",
    "case:partner-action": "Partner antwoordde op een actie",
    "note:delete": "Eigen notitie van een advocaat gewist",
    "note:write": "Eigen notitie van een advocaat geschreven",
    "conference:read": "Overleg bekeken",
    "conference:write": "Overleg voorbereid of bijgewerkt",
    "conference:send": "Verslag van een overleg verstuurd",
    "appraisal:start": "Weging begonnen",
    "appraisal:read": "Afgesloten deel geopend",
    "appraisal:write": "Weging bijgewerkt",
    "appraisal:grant": "Toegang tot het afgesloten deel gegeven of beëindigd",
    "appraisal:judge": "Oordeel in een weging gegeven",
    "appraisal:sign": "Weging ondertekend",
    "appraisal:disclose": "Weging naar buiten gebracht",
    "retention:read": "Bewaartermijnen bekeken",
    "retention:propose": "Vernietigen voorgesteld",
    "retention:approve": "Vernietigen goedgekeurd",
    "retention:sign": "Bewaartermijnen getekend",
    "retention:hold": "Melding langer bewaren",
    "call:read": "Belnotitie gelezen",
    "call:write": "Belnotitie begonnen",
    "call:file": "Belnotitie afgehandeld",
    "case:open": "Casus geopend",
    "case:list": "Casussen bekeken",
    "case:find": "Gezocht",
    "case:found": "Gevonden bij zoeken",
    "case:read-name": "Naam gezien in de lijst",
    "case:read": "Casus gelezen",
    "case:code": "Casus gecodeerd voor de cijfers",
    "case:read-card": "Veiligheidskaart gelezen",
    "case:write": "In casus geschreven",
    "case:file": "Bestand in casus geopend",
    "case:grant": "Toegang tot een casus",
    "case:emergency": "Noodtoegang tot een casus",
    "case:emergency-end": "Noodtoegang eindigde met de dienst",
    "report:emergency": "Noodtoegang tot de melding van een strikte casus",
    "case:pass-on-call": "Gesprek doorgegeven aan wie de casus leidt",
    "case:change-state": "Casus verder gezet",
    "case:approve-closing": "Sluiten van een casus",
    "case:disclose": "Uit een casus verstrekt",
    "case:import": "Lijst inlezen",
    "case:undo-import": "Inlezen teruggedraaid",
    "spreadsheet:upload": "Lijst klaargezet",
    "spreadsheet:compare": "Lijst vergeleken met eigen casussen",
    "spreadsheet:import": "Lijst ingelezen",
    "spreadsheet:undo-import": "Ingelezen lijst teruggedraaid",
    "case:grant-end": "Toegang tot een casus beëindigd",
    "case:emergency-seen": "Noodtoegang gezien door de eigenaar",
    "case:emergency-read": "Noodtoegang bekeken",
    "case:review-emergency": "Noodtoegang beoordeeld",
    "case:hand-over": "Casus overgedragen",
    "case:restrict": "Casus strikt gemaakt",
    "case:unrestrict": "Casus weer gewoon gemaakt",
    "case:check-subject-access": "Pakket voor inzage nagekeken",
    "case:hold": "Casus langer bewaard",
    "case:release": "Casus niet langer bewaard",
    "case:remove-person": "Persoon uit een casus gehaald",
    "case:destroy": "Casus vernietigd",
    "run:propose": "Vernietigen voorgesteld",
    "run:execute": "Lijst uitgevoerd",
    "audit:cut": "Oudste deel van het logboek eraf",
    "case:propose": "Op een lijst om te vernietigen gezet",
    "case:ask-to-remove-person": "Gevraagd om de persoon weg te halen",
    "case:oversee": "Casussen van het team bekeken",
    "run:approve": "Vernietigen goedgekeurd",
    "run:refuse": "Vernietigen geweigerd",
    "passkey:add": "Passkey toegevoegd",
    "passkey:remove": "Passkey weggehaald",
    "provider-account:link": "Account bij de inlogdienst gekoppeld",
    "provider-account:unlink": "Account bij de inlogdienst ontkoppeld",
    "me:prove": "Wachtzin opnieuw gevraagd",
    "me:passphrase": "Andere wachtzin genomen",
    "backup:make": "Reservekopie gemaakt",
    "backup:restore": "Reservekopie teruggezet",
    "team:found": "Team opgezet",
    "member:found": "Lid gemaakt",
    "member:invite": "Uitgenodigd",
    "member:invite-again": "Opnieuw uitgenodigd",
    "member:join": "Uitnodiging gebruikt",
    "member:confirm": "Uitnodiging bevestigd",
    "member:admit": "Toegelaten",
    "member:keep": "Account een jaar langer gehouden",
    "member:lapse": "Account liep af",
    "member:end": "Toegang beëindigd",
    "member:list": "Leden bekeken",
    "key:recover": "Sleutel teruggehaald",
    "key:turn": "Nieuwe teamsleutel gemaakt",
    "audit:read": "Logboek gelezen",
    "content:read": "Inhoud bekeken",
    "podcast:edit": "Podcast bewerkt",
    "podcast:publish": "Opname van de podcast online gezet",
    "podcast:withdraw-consent": "Toestemming voor de podcast ingetrokken",
    "podcast:take-off": "Opname van de podcast eraf gehaald",
    "me:read": "Eigen pagina",
    "me:change": "Eigen gegevens veranderd",
    "style:read": "Onderdelen bekeken",
}
REASON_WORDS: dict[str, str] = {
    "find-help": "wie kan nu helpen",
    "export-public": "bestand voor iedereen",
    "export-partners": "bestand voor partners",
    "changed": "gewijzigd",
    "ended": "beëindigd",
    "named": "wie erbij genoemd is",
    "reach": "waar berichten en codes heen gaan",
    "account": "wie een nieuw account heeft",
    "capacity": "plek",
    "none": "vol",
    "waiting-list": "wachtlijst",
    "ask": "eerst overleggen",
    "added": "toegevoegd",
    "proved": "getest",
    "removed": "weggehaald",
    "access": "wie toegang heeft",
    "correction": "verbetering",
    "draft": "concept",
    "entry": "een notitie",
    "closing": "afsluiten",
    "left": "is weg",
    "absent": "is afwezig",
    "backup": "als achterwacht",
    "shift-over": "de dienst eindigde eerder",
    "alone": "door één persoon binnengebracht",
    "passkey": "met een passkey",
    "sign-on": "met de inlogdienst van de stad",
    "provider-account": "koppeling met de inlogdienst onbekend",
    "passkey-count": "teller van de passkey klopte niet",
    "passkey-row": "passkey onbekend",
    "wrote-again": "schreef weer",
    "passed": "doorgegeven",
    "shift": "voor de volgende dienst",
    "read": "overdracht, gelezen",
    "note": "notitie",
    "call": "telefoongesprek",
    "decision": "besluit",
    "disclosures": "wat eruit ging",
    "referral": "verwijzing",
    "conference": "overleg",
    "police": "politie",
    "lawyer": "advocaat",
    "export": "lijst als Excel-bestand",
    "registration": "landelijke registratie",
    "fact": "feit",
    "scenario": "wat kan er gebeurd zijn",
    "fit": "wat past bij wat",
    "element": "vraag van de wet",
    "doubt": "twijfel",
    "unseen": "niet door ons gezien",
    "youngster-page": "blad voor de jongere",
    "finding": "wat een ander vindt",
    "first": "eerste oordeel",
    "second": "tweede oordeel",
    "response": "reactie op het andere oordeel",
    "stage:draft": "feiten weer open",
    "stage:facts-closed": "feiten dicht",
    "stage:side-by-side": "oordelen naast elkaar",
    "stage:signing": "één handtekening",
    "stage:signed": "allebei ondertekend",
    "stage:ended": "versie gestopt",
    "subject-access": "inzage",
    "subject-access:making": "inzage samengesteld",
    "subject-access:looking": "inzage voorgelegd aan een collega",
    "subject-access:ready": "inzage klaargezet",
    "document": "op papier",
    "event": "gebeurtenis",
    "observation": "signaal in een casus",
    "mail": "mail",
    "file": "bestand",
    "person": "persoon",
    "safety": "veiligheidskaart",
    "judgement": "veiligheidstaxatie",
    "frame": "grondslag en evaluatiedatum",
    "goal": "nieuw doel",
    "goal:reached": "doel gehaald",
    "goal:dropped": "doel losgelaten",
    "goal:open": "doel teruggezet",
    "example": "plan uit een voorbeeld",
    "route": "stappen en brieven",
    "action": "nieuwe actie",
    "action:done": "actie klaar",
    "action:dropped": "actie losgelaten",
    "action:open": "actie teruggezet",
    "action:later": "actie later",
    "period": "termijn",
    "period:later": "einde van een termijn veranderd",
    "period:done": "termijn klaar",
    "period:lapsed": "termijn verlopen",
    "period:taken-back": "termijn teruggenomen",
    "period:passed": "termijn overgedragen",
    "period:open": "termijn loopt weer",
    "signal": "signaal",
    "advice": "alleen advies",
    "case": "naar een casus",
    "said-safe": "de jongere zegt dat het veilig is",
    "seen-safe": "een ander zag dat het veilig is",
    "in-case": "verder in de casus",
    "no-danger": "er was geen gevaar",
    "advised": "advies gegeven",
    "pointed-on": "verwezen",
    "no-reply": "geen reactie meer",
    "answered": "beantwoord",
    "not-for-us": "hoort hier niet",
    "reporter-asked": "op verzoek van de melder",
    "recovery-sheet": "met het herstelblad",
    "passphrase": "wachtzin klopte niet",
    "phone-code": "wachtzin klopte, code niet",
    "membership": "is geen lid meer",
    "conversation-advice": "gesloten met advies",
    "conversation-junk": "hoorde hier niet",
    "comes-back": "de melder komt misschien terug",
    "maybe-case": "wordt misschien een casus",
    "law": "politie, justitie of de rechter vraagt erom",
    "complaint": "er loopt een klacht of bezwaar",
}
SHORT_LEVEL_WORDS: dict[AccessLevel, str] = {
    AccessLevel.CARD: "veiligheidskaart",
    AccessLevel.READ: "meelezen",
    AccessLevel.WORK: "meewerken",
    AccessLevel.MANAGE: "vervanger",
}
PAPER_WORDS: dict[str, str] = {
    "paper": "mag mee op papier",
    "no-paper": "mag niet meer mee op papier",
}
NUMBERED_LIST_WORDS: dict[str, str] = {
    "run": "vernietigingslijst",
    "import": "ingelezen lijst",
    "junk": "opzij gelegd",
}
NUMBER_FORMATS: dict[str, str] = {
    "contactchannel": "weg {}",
    "report": "M-{:04d}",
    "case": "U-{:04d}",
    "callnote": "B-{:04d}",
    "organisation": "partner {}",
    "import": "ingelezen lijst {}",
    "upload": "klaargezette lijst {}",
    "run": "vernietigingslijst {}",
    "junkbatch": "stapel {}",
    "outgoingmessage": "bericht {}",
    "page": "oproep {}",
    "shift": "dienst {}",
    "shiftpattern": "patroon {}",
    "handover": "overdracht {}",
    "compartment": "afgesloten deel {}",
    "appraisal": "versie van een weging ({})",
}
THING_WORDS: dict[str, str] = {
    "emergency-access": "noodtoegang",
    "worklist": "werklijst",
    "audit-log": "logboek",
    "team": "team",
    "page-steps": "stappen van een oproep",
    "-": "alles",
}


def act_words(act: str) -> str:
    """Return an act in Dutch; one without words is shown as it is, rather than hidden."""
    return ACT_WORDS.get(act, act)


def thing_words(thing: str, names: Mapping[int, str] | None = None) -> str:
    """Return what was acted on as people call it: M-0031, U-0003, a member by name."""
    kind, _, pk = thing.partition(":")
    if not (pk.isascii() and pk.isdigit() and len(pk) <= 18):
        return THING_WORDS.get(thing, thing)
    if kind == "member":
        return (names or {}).get(int(pk), f"lid {pk}")
    return NUMBER_FORMATS[kind].format(int(pk)) if kind in NUMBER_FORMATS else thing


def is_row_number(thing: str) -> bool:
    """Tell whether this thing is shown as a number like U-0003, within which no line may break."""
    return thing.partition(":")[0] in {"report", "case", "callnote"}


def origin_words(origin: str) -> str:
    return ActOrigin.words_of(origin) or origin


def reason_words(reason: str, names: Mapping[int, str] | None = None) -> str:
    """Return the reason of an entry in Dutch.

    An unknown reason is shown as it is, rather than hidden. A reason can also be a file ("12.1
    clean"), a change ("intake>triage"), or something with a detail ("read:3", "run:4",
    "closing:1.2": the versions of the closing form and of the card, "paper:advocaat:3": entries
    for the team that may go along).
    """
    names = names or {}
    if reason in REASON_WORDS:
        return REASON_WORDS[reason]
    file_name, _, use = reason.partition(" ")
    if use in FileUse:
        return f"{file_name} {FileUse(use).words}"
    if ">" in reason:
        return _change_text(reason, names)
    subject, _, detail = reason.partition(":")
    if subject in AccessLevel:
        why = GrantReason.words_of(detail) or _member_name(detail, names)
        return f"{SHORT_LEVEL_WORDS[AccessLevel(subject)]}: {why}"
    if subject == "judge":
        return f"tweede oordeel: {_member_name(detail, names)}"
    if subject == "end":
        return f"beëindigd: {_member_name(detail, names)}"
    if subject == "closing":
        return "meegelezen voor het sluiten"
    if subject in PAPER_WORDS:
        recipient, _, count = detail.partition(":")
        return f"{PAPER_WORDS[subject]} ({recipient}): {count} van het team"
    if subject in NUMBERED_LIST_WORDS:
        return f"{NUMBERED_LIST_WORDS[subject]} {detail}"
    return "" if reason.startswith("A-") else reason


def _change_text(reason: str, names: Mapping[int, str]) -> str:
    """Return a change of a case's state ("intake>triage") or owner ("2>3:read") in words."""
    change, _, _ = reason.partition(":")
    before, _, after = (_state_or_member(end, names) for end in change.partition(">"))
    return f"van {before} naar {after}"


def _state_or_member(text: str, names: Mapping[int, str]) -> str:
    return CaseState.words_of(text) or _member_name(text, names)


def _member_name(pk: str, names: Mapping[int, str]) -> str:
    return names.get(int(pk), f"lid {pk}") if pk.isascii() and pk.isdigit() else pk
