"""What other parts still have open about a case, so that it cannot close yet."""

from uitweg.casework.cases.models import Case

QUESTION = "keeping_open"


def count_open_elsewhere(case: Case) -> int:
    """Return how many rows of other parts keep this case open.

    A model that points at a case has a say when its QuerySet has a method `keeping_open(case)`;
    such models stand in parts that this one may not import, and are found by that method.
    """
    managers = [relation.related_model._default_manager for relation in Case._meta.related_objects]
    asked = [manager for manager in managers if hasattr(manager, QUESTION)]
    return sum(getattr(manager, QUESTION)(case).count() for manager in asked)
