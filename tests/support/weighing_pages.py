"""Working a weighing through its pages, and loading a worked example into a city that runs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from playwright.sync_api import Locator, Page

from tests.support.installation import Installation
from uitweg.casework.appraisal.facts.forms.facts import fact_as_typed
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    FitKind,
    Weight,
    WrittenJudgement,
)
from uitweg.casework.appraisal.facts.rules.worked_examples import worked_examples

TEXTS = ("text", "against", "unknown", "why_wrong")
EXAMPLES = {example.id: example for example in worked_examples()}
ORGANISATIONS = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from tests.support import appraisal_papers
name = {name!r}
lawyer = appraisal_papers.a_lawyer("Kantoor " + name)
prosecutor = appraisal_papers.a_prosecutor("Parket " + name)
"""
LOADED = """
from functools import cache
from django.conf import settings
from tests.support import appraisals
from tests.support.weighing_pages import EXAMPLES
from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.models import Member
phrases = {{m["login"]: m["phrase"] for m in json.loads((settings.DATA / "demo.json").read_text())["members"]}}
appraisals.keyring_of = cache(lambda m: login.keyring_of(m, login.unlock_seed(m, phrases[m.login])))
fatima, joris = (Member.objects.get(login=each) for each in ("fatima", "joris"))
example = EXAMPLES[name]
weighed = appraisals.a_draft(Case.objects.get(pk={case}), fatima, joris, example.content)
weighed.close_facts()
weighed.let_in(joris)
weighed.give(fatima, example.first)
weighed.give(joris, example.second)
appraisal_papers.said(weighed, lawyer)
"""


def organisations(city: Installation, name: str) -> None:
    """Put a lawyer and a prosecutor in the directory: "Kantoor <name>" and "Parket <name>"."""
    _run(city, ORGANISATIONS.format(name=name))


def load_judged(city: Installation, name: str, case: str) -> None:
    """Write this worked example in this case by the real actions, judged by Fatima and Joris.

    The youngster said yes to "Kantoor <name>".
    """
    _run(city, ORGANISATIONS.format(name=name) + LOADED.format(case=case))


def _run(city: Installation, program: str) -> None:
    done = city.program(program)
    assert done.returncode == 0, done.stderr


def save(page: Page) -> None:
    """Save the form of an item, and come back on the weighing."""
    page.get_by_role("button", name="Bewaar", exact=False).first.click()
    page.wait_for_url("**/weging/*#*")


def choose(page: Page, name: str, value: str) -> None:
    """Tap the answer of a question with this name."""
    page.locator("label", has=page.locator(f"[name='{name}'][value='{value}']")).click()


def type_fact(page: Page, fact: AppraisalFact, titles: Mapping[str, str]) -> None:
    """Fill in the form of a fact; `titles` are those of the facts that it can follow."""
    for name, value in fact_as_typed(fact).items():
        field = page.locator(f"[name='{name}']").first
        if not value or name in ("follows", "indicators", "quote"):
            continue
        if field.get_attribute("type") == "radio":
            choose(page, name, str(value))
        elif field.get_attribute("type") == "checkbox":
            field.check()
        else:
            field.fill(str(value))
    if fact.follows:
        page.locator("[name=follows]").select_option(label=titles[fact.follows])
    if fact.indicators:
        page.get_by_text("Signalen van mensenhandel", exact=True).click()
    for indicator in fact.indicators:
        choose(page, "indicators", indicator)


def type_item(page: Page, item: Any) -> None:
    """Fill in the form of a scenario, a question of the law, a doubt or what nobody saw."""
    for name, value in asdict(item).items():
        if name == "state":
            choose(page, name, value)
        elif isinstance(value, str) and value and name not in ("key", "element"):
            page.locator(f"[name='{name}']").fill(value)


def place_by_keys(page: Page, facts: Iterable[AppraisalFact]) -> None:
    """Place the facts with the keys 1 to 3, in the order in which the page shows them."""
    by_title = {fact.title: fact for fact in facts}
    page.locator(".pick3 [type=radio]").first.focus()
    for title in page.locator(".pick3 h2").all_inner_texts():
        fact = by_title[title]
        for placed in (fact.relevance, fact.objectivity, fact.biasing):
            assert placed is not None
            page.keyboard.press(str(1 + list(Weight).index(placed)))


def fit_by_keys(page: Page, content: AppraisalContent) -> None:
    """Say what fits with the keys 1 to 3, and write why where the content says it."""
    facts, scenarios = (
        {each.title: each.key for each in some} for some in (content.facts, content.scenarios)
    )
    fits = {(fit.fact, fit.scenario): fit for fit in content.fits}
    shown: list[tuple[Locator, str]] = []
    page.locator("[data-fit] [type=radio]").first.focus()
    for group in page.locator(".fits > .p").all():
        fact = facts[group.locator("h2").inner_text()]
        for row in group.locator("[data-fit]").all():
            fit = fits[fact, scenarios[row.locator("legend").inner_text()]]
            page.keyboard.press(str(1 + list(FitKind).index(fit.kind)))
            if fit.why:
                shown.append((row, fit.why))
    for row, why in shown:
        row.get_by_label("Waarom").fill(why)


def type_judgement(page: Page, written: WrittenJudgement) -> int:
    """Answer each question and write the four texts; return the taps."""
    for element, conclusion in written.conclusions:
        choose(page, f"vraag-{element}", conclusion)
    for name in TEXTS:
        page.locator(f"textarea[name={name}]").fill(getattr(written, name))
    return len(written.conclusions)


def sign(page: Page) -> int:
    """Sign from the page of the weighing; return the taps."""
    page.get_by_role("link", name="Lees en onderteken").click()
    page.get_by_label("Ik las alles").check()
    page.get_by_role("button", name="Onderteken", exact=True).click()
    page.wait_for_url("**/weging/")
    return 3
