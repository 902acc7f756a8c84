"""Sending the audit log of cases to the city's own Logboek Dataverwerkingen, as OTLP spans.

One span for each act on a case, reads included, with the attributes of that standard. A span
holds no member, no reason and no text of a case. Off unless configured; docs/adr/history.md.
"""

import json
import urllib.request
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from uitweg.platform.audit.models import AuditEntry, AuditReader
from uitweg.platform.jobs.rules.job import job
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
"""The processing activity of acts that ACTIVITIES does not name. The city's register has an
address for each activity, which ends in its name here."""


class LogboekNotConfirmed(Exception):
    """The logboek did not confirm the spans; they are sent again later."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow no redirect: the 200 of a login page must not pass for a confirmation."""

    def redirect_request(self, *_: object) -> None:
        return None


@job("logboek", every=timedelta(seconds=30))
def send_to_logboek(*, now: datetime) -> int:
    """Send the entries since the last confirmed ones; return how many spans were confirmed.

    A span's ids derive from its audit entry, so sending it again after a crash is idempotent.
    Raises LogboekNotConfirmed, and then all are sent again next time.
    """
    logboek: LogboekAddress | None = settings.LOGBOOK
    if logboek is None:
        return 0
    reader, _ = AuditReader.objects.get_or_create(name=READER_NAME)
    entries = list(
        AuditEntry.objects.filter(pk__gt=reader.last_id).order_by("id")[:ENTRIES_PER_TURN]
    )
    spans = [_span(entry, logboek.register) for entry in entries if entry.thing.startswith("case:")]
    if spans:
        # outside any transaction, so that a slow logboek does not keep anyone from writing
        _send_spans(spans, logboek.url)
    if entries:
        AuditReader.objects.filter(pk=reader.pk).update(last_id=entries[-1].pk)
    return len(spans)


def oldest_unsent() -> datetime | None:
    """Return the moment of the oldest entry that waits to be sent; None when none does."""
    if settings.LOGBOOK is None:
        return None
    reader = AuditReader.objects.filter(name=READER_NAME).first()
    waiting = AuditEntry.objects.filter(pk__gt=reader.last_id if reader else 0)
    return waiting.order_by("id").values_list("at", flat=True).first()


def subject_pseudonym(thing: str) -> str:
    """Return the pseudonym of a youngster in the logboek: 32 hex digits.

    Only with the staff door's secret can one tell which case it is; a new secret gives new
    pseudonyms.
    """
    return tokens.derive(settings.SECRET_KEY.encode(), f"logbook {thing}", 16).hex()


def _span(entry: AuditEntry, register: str) -> "ReadableSpan":
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, TraceFlags

    entry_hash = bytes(entry.entry_hash)
    nanoseconds = int(entry.at.timestamp()) * 10**9 + entry.at.microsecond * 1000
    return ReadableSpan(
        name=entry.act,
        context=SpanContext(
            trace_id=int.from_bytes(entry_hash[:16]),
            span_id=int.from_bytes(entry_hash[16:24]),
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
        start_time=nanoseconds,
        end_time=nanoseconds,
    )


def _send_spans(spans: "list[ReadableSpan]", url: str) -> None:
    from opentelemetry.exporter.otlp.json.common.trace_encoder import encode_spans

    request = urllib.request.Request(  # noqa: S310  the settings allow only https or this machine
        url,
        data=encode_spans(spans).to_json().encode(),
        headers={"Content-Type": "application/json"},
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            answer = json.loads(response.read(65_536) or b"{}")
            rejected = int(answer.get("partialSuccess", {}).get("rejectedSpans", 0))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise LogboekNotConfirmed(type(error).__name__) from None
    if rejected:
        raise LogboekNotConfirmed("rejected")
