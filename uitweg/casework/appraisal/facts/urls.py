"""Addresses of facts and of what the questions cite."""

from django.urls import path

from uitweg.casework.appraisal.facts.views import facts, fits, items

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/feit/", facts.new_fact, name="new-fact"),
    path(f"{_HERE}/feit/<str:item_key>/", facts.change_fact, name="change-fact"),
    path(f"{_HERE}/feiten/", facts.all_facts, name="all-facts"),
    path(f"{_HERE}/citeer/", facts.cite_timeline, name="cite-timeline"),
    path(f"{_HERE}/volgorde/", fits.order_facts, name="order-facts"),
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
