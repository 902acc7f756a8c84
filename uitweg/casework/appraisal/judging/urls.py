"""Addresses of the two judgements and the stages."""

from django.urls import path

from uitweg.casework.appraisal.judging.views import judging, stages

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/feiten-dicht/", stages.close_facts, name="close-facts"),
    path(f"{_HERE}/feiten-open/", stages.reopen_facts, name="reopen-facts"),
    path(f"{_HERE}/nieuwe-versie/", stages.new_appraisal_version, name="new-appraisal-version"),
    path(f"{_HERE}/stop/", stages.end_appraisal, name="end-appraisal"),
    path(f"{_HERE}/oordeel/", judging.judge_appraisal, name="judge-appraisal"),
    path(f"{_HERE}/oordeel/reactie/", judging.respond_to_judgement, name="respond-to-judgement"),
]
