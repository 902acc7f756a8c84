"""What is counted and traced of a request: door, view, status, time. Nothing that was sent."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

from uitweg.platform import metrics

VIEW_KEY, QUERIES_KEY = "uitweg.view", "uitweg.queries"
"""Where a view's name and its number of queries stand in the WSGI environ, for the door."""
CHANNEL, CHANNEL_VIEWS = "channel", "uitweg.channel."
"""One name for all that reporters do at the public door: it does not tell reading from writing."""
PUBLISHED, HEALTH_VIEW, PAUSED = "published", "health", "maintenance"
REFUSED, UNNAMED, NO_VIEW = "refused", "unnamed", "none"
WITHOUT_ADDRESS = (CHANNEL, PUBLISHED, HEALTH_VIEW, PAUSED, REFUSED, UNNAMED, NO_VIEW)
"""Names of what no view answers, beside the names in both lists of addresses."""

Answer = Callable[[HttpRequest], HttpResponse]


@dataclass(slots=True)
class AnsweredRequest:
    view: str = NO_VIEW
    queries: int = 0


class RequestObserver:
    """Counts each request of one door, and hands it to `trace` where spans are sent."""

    def __init__(
        self, door: str, *, trace: Callable[[AnsweredRequest, int, float], None] | None = None
    ) -> None:
        self._door, self._trace = door, trace

    def note(self, answered: AnsweredRequest, status: int, began: float) -> None:
        """Count a request that began at `began` (time.perf_counter)."""
        seconds = time.perf_counter() - began
        count = partial(self._count, answered.view, f"{status // 100}xx", seconds)
        if answered.view == CHANNEL and status < 500:
            metrics.HOURLY.hold(count)
        else:
            count()
        if self._trace:
            self._trace(answered, status, seconds)

    def _count(self, view: str, status_class: str, seconds: float) -> None:
        metrics.add("requests", self._door, view, status_class)
        metrics.observe("request_seconds", seconds, self._door, view)


def name_view(get_response: Answer) -> Answer:
    """Say in the environ which view answered; a name out of our own lists of addresses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if match := request.resolver_match:
            request.META[VIEW_KEY] = match.url_name or UNNAMED
        return response

    return middleware


def name_public_view(get_response: Answer) -> Answer:
    """The same at the public door, where all of the channel has one name."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if match := request.resolver_match:
            is_channel = match.func.__module__.startswith(CHANNEL_VIEWS)
            request.META[VIEW_KEY] = CHANNEL if is_channel else match.url_name or UNNAMED
        return response

    return middleware


def count_queries(get_response: Answer) -> Answer:
    """Say in the environ how many queries a request took, of all stores together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        count = 0

        def counted(execute: Callable[..., Any], *given: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*given)

        opened = [connections[alias] for alias in connections]
        for connection in opened:
            connection.execute_wrappers.append(counted)
        try:
            return get_response(request)
        finally:
            for connection in opened:
                connection.execute_wrappers.remove(counted)
            request.META[QUERIES_KEY] = count

    return middleware
