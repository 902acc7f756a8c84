"""Addresses of the weighing of a case."""

from django.urls import URLPattern, path

from uitweg.casework.appraisal.views import (
    appraisal,
    axis,
    compartment,
    facts,
    findings,
    fits,
    fund_annex,
    items,
    judging,
    order,
    papers,
    sharing,
    signing,
    stages,
    youngster_page,
)

_HERE = "casus/<int:case_id>/weging"

COMPARTMENT: list[URLPattern] = [
    path(f"{_HERE}/begin/", compartment.start_appraisal, name="start-appraisal"),
    path(f"{_HERE}/toegang/", compartment.compartment_grants, name="compartment-grants"),
    path(
        f"{_HERE}/toegang/<int:grant_id>/einde/",
        compartment.end_compartment_grant,
        name="end-compartment-grant",
    ),
    path(f"{_HERE}/herstel/", compartment.recover_compartment, name="recover-compartment"),
    path(f"{_HERE}/bevindingen/", findings.authority_findings, name="authority-findings"),
]
WRITING: list[URLPattern] = [
    path(f"{_HERE}/", appraisal.appraisal, name="appraisal"),
    path(f"{_HERE}/feit/", facts.new_fact, name="new-fact"),
    path(f"{_HERE}/feit/<str:item_key>/", facts.change_fact, name="change-fact"),
    path(f"{_HERE}/feiten/", facts.all_facts, name="all-facts"),
    path(f"{_HERE}/citeer/", facts.cite_timeline, name="cite-timeline"),
    path(f"{_HERE}/volgorde/", order.order_facts, name="order-facts"),
    path(f"{_HERE}/past/", fits.fit_facts, name="fit-facts"),
    path(f"{_HERE}/scenario/", items.new_scenario, name="new-scenario"),
    path(f"{_HERE}/scenario/<str:item_key>/", items.change_scenario, name="change-scenario"),
    path(f"{_HERE}/vraag/<str:item_key>/", items.answer_element, name="answer-element"),
    path(f"{_HERE}/twijfel/", items.new_doubt, name="new-doubt"),
    path(f"{_HERE}/twijfel/<str:item_key>/", items.change_doubt, name="change-doubt"),
    path(f"{_HERE}/niet-gezien/", items.new_unseen, name="new-unseen"),
    path(f"{_HERE}/niet-gezien/<str:item_key>/", items.change_unseen, name="change-unseen"),
    path(f"{_HERE}/geboren/", items.birth_date, name="birth-date"),
]
JUDGING: list[URLPattern] = [
    path(f"{_HERE}/feiten-dicht/", stages.close_facts, name="close-facts"),
    path(f"{_HERE}/feiten-open/", stages.reopen_facts, name="reopen-facts"),
    path(f"{_HERE}/nieuwe-versie/", stages.new_appraisal_version, name="new-appraisal-version"),
    path(f"{_HERE}/stop/", stages.end_appraisal, name="end-appraisal"),
    path(f"{_HERE}/oordeel/", judging.judge_appraisal, name="judge-appraisal"),
    path(f"{_HERE}/oordeel/niet/", compartment.decline_judging, name="decline-judging"),
    path(f"{_HERE}/oordeel/reactie/", judging.respond_to_judgement, name="respond-to-judgement"),
    path(f"{_HERE}/onderteken/", signing.sign_appraisal, name="sign-appraisal"),
    path(f"{_HERE}/onderteken/terug/", signing.withdraw_signing, name="withdraw-signing"),
]
TIMELINE: list[URLPattern] = [
    path(f"{_HERE}/tijdas/", axis.appraisal_timeline, name="appraisal-timeline"),
    path(f"{_HERE}/blad/", youngster_page.youngster_page, name="youngster-page"),
    path(
        f"{_HERE}/blad/mee/",
        youngster_page.hand_over_youngster_page,
        name="hand-over-youngster-page",
    ),
    path(f"{_HERE}/schadefonds/", fund_annex.schadefonds_annex, name="schadefonds-annex"),
    path(
        f"{_HERE}/schadefonds/mee/",
        fund_annex.hand_over_schadefonds_annex,
        name="hand-over-schadefonds-annex",
    ),
]
PAPERS: list[URLPattern] = [
    path(f"{_HERE}/papier/", papers.appraisal_paper, name="appraisal-paper"),
    path(f"{_HERE}/advocaat/", sharing.lawyer_check, name="lawyer-check"),
    path(f"{_HERE}/deel/", sharing.share_appraisal, name="share-appraisal"),
]

urlpatterns = [*COMPARTMENT, *WRITING, *JUDGING, *TIMELINE, *PAPERS]
