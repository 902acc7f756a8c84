"""All that is signed, as one text: the content, both judgements, and what the judges added."""

import json
from dataclasses import dataclass
from typing import Any

from uitweg.casework.appraisal.compartment.rules.stages import Place
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, WrittenJudgement
from uitweg.casework.appraisal.facts.rules.item_json import content_from_json, content_to_json
from uitweg.casework.appraisal.judging.rules import (
    canonical_json,
    judgement_from_values,
    judgement_values,
)


@dataclass(frozen=True)
class FrozenJudgement:
    """One judgement as it is signed; `response` is what its judge added after seeing the other.

    `saw_earlier`: the judge could read the judgements of an earlier version first.
    """

    place: Place
    name: str
    is_other_team: bool
    given_at: str
    written: WrittenJudgement
    response: str = ""
    saw_earlier: bool = False


@dataclass(frozen=True)
class FrozenAppraisal:
    """What is signed. Moments are ISO 8601 in UTC; `case` is the number of the case."""

    case: str
    version: int
    facts_closed_at: str
    content: AppraisalContent
    judgements: tuple[FrozenJudgement, ...]


def frozen_to_json(frozen: FrozenAppraisal) -> str:
    """Return canonical JSON: of this the hash is signed."""
    return canonical_json(
        {
            "case": frozen.case,
            "version": frozen.version,
            "facts_closed_at": frozen.facts_closed_at,
            "content": json.loads(content_to_json(frozen.content)),
            "judgements": [_judgement_values(each) for each in frozen.judgements],
        }
    )


def frozen_from_json(text: str) -> FrozenAppraisal:
    """Return what `frozen_to_json` wrote."""
    values = json.loads(text)
    return FrozenAppraisal(
        case=values["case"],
        version=values["version"],
        facts_closed_at=values["facts_closed_at"],
        content=content_from_json(canonical_json(values["content"])),
        judgements=tuple(_judgement_from(each) for each in values["judgements"]),
    )


def _judgement_values(judgement: FrozenJudgement) -> dict[str, Any]:
    return {
        "place": judgement.place.value,
        "name": judgement.name,
        "is_other_team": judgement.is_other_team,
        "given_at": judgement.given_at,
        "written": judgement_values(judgement.written),
        "response": judgement.response,
        "saw_earlier": judgement.saw_earlier,
    }


def _judgement_from(values: dict[str, Any]) -> FrozenJudgement:
    written = judgement_from_values(values["written"])
    return FrozenJudgement(**{**values, "place": Place(values["place"]), "written": written})
