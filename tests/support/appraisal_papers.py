"""A signed weighing, a lawyer and a prosecutor in the directory, and what the youngster said."""

import html
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pypdf
from django.utils import timezone

from tests.support import partners
from tests.support.appraisals import WeighedCase, actor, form_key
from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.consents.actions import consents
from uitweg.casework.cases.consents.actions.consents import ConsentAnswer
from uitweg.casework.cases.consents.models import Consent
from uitweg.casework.cases.consents.rules.consents import ConsentPurpose, ConsentState, Recipient
from uitweg.casework.partners.directory.models import Organisation
from uitweg.casework.partners.directory.rules import ServiceKind
from uitweg.platform.sandbox.typeset.glyphs import BREAK_POINT


def a_lawyer(name: str = "Kantoor Vrij (verzonnen)") -> Organisation:
    return partners.a_service(partners.an_organisation(name), kind=ServiceKind.LAWYER).organisation


def a_prosecutor(name: str = "Parket (verzonnen)") -> Organisation:
    return partners.a_service(
        partners.an_organisation(name), kind=ServiceKind.PROSECUTOR
    ).organisation


def said(
    weighed: WeighedCase,
    organisation: Organisation,
    state: ConsentState = ConsentState.GIVEN,
    *,
    purpose: ConsentPurpose = ConsentPurpose.APPRAISAL,
    group: DataGroup = DataGroup.LAW_POLICE,
    days: int = 30,
    minutes: int = 0,
) -> Consent:
    """Store what the youngster answered about the weighing and this organisation."""
    answer = ConsentAnswer(
        state,
        groups=frozenset({group}),
        recipients=(Recipient(organisation.name, organisation.pk),),
        purpose=purpose,
        until=timezone.localdate() + timedelta(days=days),
        said="Dat mag.",
    )
    by = actor(weighed.author, now=timezone.now() + timedelta(minutes=minutes))
    return consents.record_consents(case=weighed.case, answers=[answer], by=by)[0]


def check_form(weighed: WeighedCase, lawyer: Organisation, **said: Any) -> dict[str, Any]:
    """Return what the form of a lawyer's check posts; give by name what is otherwise."""
    return {
        "key": form_key().hex(),
        "number": weighed.appraisal.number,
        "organisation": lawyer.pk,
        "name": "mr. A. de Vries",
        "checked_on": timezone.localdate().isoformat(),
        "outcome": "agreed",
        "said": "Akkoord.",
        **said,
    }


def bare(text: str) -> str:
    """Return the letters alone: the lines of a PDF break where they like."""
    return "".join(text.replace(BREAK_POINT, "").replace(":", "").split())


def words_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]


def running_text(pdf: bytes) -> str:
    """Return the letters of the paper, without the head and the foot that each page repeats."""
    return bare("".join("".join(page.splitlines()[1:-1]) for page in words_of(pdf)))


def paper_words(page: str) -> list[str]:
    """Return each text of the paper as the page shows it, in its order."""
    article = re.search(r'<article class="p paper".*?</article>', page, re.S)
    assert article is not None
    pieces = re.sub(r"<[^>]+>", "\x00", article[0]).split("\x00")
    return [text for piece in pieces if (text := html.unescape(piece).strip())]
