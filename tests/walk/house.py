"""What the walk imports from the product: when a module moves, these lines move with it.

Everything else it asks by address, by table name or from the tree's text.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

ADDRESSES = {"public": "uitweg.site.web.public_urls", "staff": "uitweg.site.web.staff_urls"}


def published() -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """Return what the public door serves from memory, by path; and by the state of duty."""
    from uitweg.site.web.public_pages import publish_all

    shelf = publish_all(quality=5, everything=True)
    return dict(shelf.published), {state: dict(of) for state, of in shelf.by_state.items()}


def made_docs() -> dict[str, str]:
    """Return the pages made from code, by name: permissions, states, the doctor's sentences."""
    from uitweg.site.operations import generated_docs

    return {path.name: text for path, text in generated_docs.pages().items()}


def jobs() -> Iterable[tuple[str, timedelta]]:
    """Return the worker's jobs with how often each comes."""
    from uitweg.site.operations.declared import all_jobs

    return [(job.name, job.every) for job in all_jobs().values()]
