"""The reasons of entries in the audit log in Dutch, as a privacy officer reads them."""

from collections.abc import Mapping

from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantReason
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.channel.attachments.rules.attachments import FileUse

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
