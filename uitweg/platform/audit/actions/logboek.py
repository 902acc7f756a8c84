"""What was done with a youngster's data, handed over to the city's own Logboek Dataverwerkingen.

One span for each act on one case, reads too, in the names of that standard. No member, no reason
and no word of a case goes along. Off unless it is configured; docs/adr/0021.
"""

import json
import urllib.request
from typing import TYPE_CHECKING

from django.conf import settings

from uitweg.platform.audit.models import AuditEntry, AuditReader
from uitweg.platform.sealing import tokens

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan

    from uitweg.platform.audit.rules import LogboekAddress

READER_NAME, ENTRIES_PER_TURN, TIMEOUT_SECONDS = "logbook", 500, 5
ACTIVITIES = {
    "case:disclose": "verstrekken",
    "case:hold": "bewaren-en-vernietigen",
    "case:release": "bewaren-en-vernietigen",
    "case:destroy": "bewaren-en-vernietigen",
    "case:remove-person": "bewaren-en-vernietigen",
}
CASEWORK_ACTIVITY = "casusbegeleiding"
"""Processing activities by act; what is not named is casework. A city's register has these four
words as the last part of their addresses."""


class LogboekNotConfirmed(Exception):
    """The logbook did not confirm; the same spans are offered again."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A page to log in on would say 200: no answer from elsewhere counts as a confirmation."""

    def redirect_request(self, *_: object) -> None:
        return None


def send_to_logboek() -> int:
    """Offer what the audit log got since the last time; returns how many spans were confirmed.

    A span's numbers follow from its audit entry, so what is offered twice after a crash is the
    same span. Raises NotTaken, and then nothing counts as handed over.
    """
    city: LogboekAddress | None = settings.LOGBOOK
    if city is None:
        return 0
    reader, _ = AuditReader.objects.get_or_create(name=READER_NAME)
    entries = list(
        AuditEntry.objects.filter(pk__gt=reader.last_id).order_by("id")[:ENTRIES_PER_TURN]
    )
    spans = [_span(e, city.register) for e in entries if e.thing.startswith("case:")]
    if spans:
        _send_spans(
            spans, city.url
        )  # outside any transaction: a slow logbook keeps nobody from writing
    if entries:
        AuditReader.objects.filter(pk=reader.pk).update(last_id=entries[-1].pk)
    return len(spans)


def subject_pseudonym(thing: str) -> str:
    """Return the pseudonym of one youngster in the logbook: 32 hex digits.

    Only who holds the staff door's secret can tell which case it is; another secret, another name.
    """
    return tokens.derive(settings.SECRET_KEY.encode(), f"logbook {thing}", 16).hex()


def _span(entry: AuditEntry, register: str) -> "ReadableSpan":
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, TraceFlags

    named = bytes(entry.entry_hash)
    at = int(entry.at.timestamp()) * 10**9 + entry.at.microsecond * 1000
    return ReadableSpan(
        name=entry.act,
        context=SpanContext(
            trace_id=int.from_bytes(named[:16]),
            span_id=int.from_bytes(named[16:24]),
            is_remote=False,
            trace_flags=TraceFlags(TraceFlags.SAMPLED),
        ),
        resource=Resource({"service.name": "uitweg"}),
        attributes={
            "dpl.core.processing_activity_id": (
                f"{register}/{ACTIVITIES.get(entry.act, CASEWORK_ACTIVITY)}"
            ),
            "dpl.core.data_subject_id": subject_pseudonym(entry.thing),
            "dpl.core.data_subject_id_type": f"{register}/casus",
        },
        start_time=at,
        end_time=at,
    )


def _send_spans(spans: "list[ReadableSpan]", url: str) -> None:
    from opentelemetry.exporter.otlp.json.common.trace_encoder import encode_spans

    asked = urllib.request.Request(  # noqa: S310 - the settings let https, or this machine, in
        url,
        data=encode_spans(spans).to_json().encode(),
        headers={"Content-Type": "application/json"},
    )
    door = urllib.request.build_opener(_NoRedirect)
    try:
        with door.open(asked, timeout=TIMEOUT_SECONDS) as answer:
            said = json.loads(answer.read(65_536) or b"{}")
            rejected = int(said.get("partialSuccess", {}).get("rejectedSpans", 0))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise LogboekNotConfirmed(type(error).__name__) from None
    if rejected:
        raise LogboekNotConfirmed("rejected")
