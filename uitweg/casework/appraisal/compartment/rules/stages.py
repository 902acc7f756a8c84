"""The stages of an appraisal, and what may follow what."""

from uitweg.platform.choices import Choices


class Stage(Choices):
    """Where an appraisal is. Judgements are not a stage: they are rows, and sealed in order.

    FACTS_CLOSED is also when the judgements are given; once both are there it is SIDE_BY_SIDE, and
    both are visible. With the first signature nothing changes any more (SIGNING); with the second
    it is SIGNED. ENDED: given up, or its author began anew; it can still be read.
    """

    DRAFT = "draft", "Ontwerp"
    FACTS_CLOSED = "facts-closed", "Feiten dicht"
    SIDE_BY_SIDE = "side-by-side", "Naast elkaar"
    SIGNING = "signing", "Ondertekenen"
    SIGNED = "signed", "Ondertekend"
    ENDED = "ended", "Gestopt"


STAGE_TRANSITIONS: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.FACTS_CLOSED, Stage.ENDED}),
    Stage.FACTS_CLOSED: frozenset({Stage.DRAFT, Stage.SIDE_BY_SIDE, Stage.ENDED}),
    Stage.SIDE_BY_SIDE: frozenset({Stage.SIGNING, Stage.ENDED}),
    Stage.SIGNING: frozenset({Stage.SIDE_BY_SIDE, Stage.SIGNED}),
    Stage.SIGNED: frozenset(),
    Stage.ENDED: frozenset(),
}
"""Back to DRAFT only while no judgement was given; after that a new version begins."""
OPEN_STAGES = frozenset(stage for stage, following in STAGE_TRANSITIONS.items() if following)


class Place(Choices):
    """Which of the two judgements."""

    FIRST = "first", "Eerste oordeel"
    SECOND = "second", "Tweede oordeel"


class ItemKind(Choices):
    """What one item of an appraisal is; each has its own shape (`rules/content.py`)."""

    FACT = "fact", "feit"
    SCENARIO = "scenario", "wat kan er gebeurd zijn"
    FIT = "fit", "of een feit past"
    ELEMENT = "element", "vraag van de wet"
    DOUBT = "doubt", "twijfel"
    UNSEEN = "unseen", "niet door ons gezien"
    PERSON = "person", "geboortedag"
    YOUNGSTER_PAGE = "youngster-page", "blad voor de jongere"


KINDS_AFTER_CLOSING = frozenset({ItemKind.YOUNGSTER_PAGE})
"""These change until the first signature; all others only in DRAFT."""
KINDS_AFTER_ORDER = frozenset({ItemKind.FIT, ItemKind.ELEMENT})
"""Only written once the facts stand in order, so that no conclusion chooses that order."""


class Authority(Choices):
    """Whose view is recorded; each is a field of its own, and never merged with another."""

    CARE = "care", "Zorg"
    POLICE = "police", "Politie"
    PROSECUTOR = "prosecutor", "Officier van justitie"
    COURT = "court", "Rechter"
    COMMITTEE = "committee", "Commissie van buiten"


class AuthorityView(Choices):
    """What an authority finds of being a victim; what it decided stands in words beside it."""

    PLAUSIBLE = "plausible", "aannemelijk"
    POSSIBLE = "possible", "mogelijk"
    NOT = "not", "niet aannemelijk op wat er ligt"
    UNKNOWN = "unknown", "niet bekend"


class LawyerCheckOutcome(Choices):
    """What the youngster's lawyer said after reading a version."""

    AGREED = "agreed", "Mag eruit"
    NOT_AGREED = "not-agreed", "Mag er niet uit"


class PaperKind(Choices):
    REPORT = "report", "Weging"


STAGES_WITH_CLOSED_FACTS = frozenset(
    {Stage.FACTS_CLOSED, Stage.SIDE_BY_SIDE, Stage.SIGNING, Stage.SIGNED}
)
"""In these a change of the case's timeline no longer reaches the facts: they changed since."""
