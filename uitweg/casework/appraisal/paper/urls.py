"""Addresses of the signed paper: signing, the lawyer's check, sharing, what became of it."""

from django.urls import path

from uitweg.casework.appraisal.paper.views import findings, papers, sharing, signing

_HERE = "casus/<int:case_id>/weging"

urlpatterns = [
    path(f"{_HERE}/bevindingen/", findings.authority_findings, name="authority-findings"),
    path(f"{_HERE}/onderteken/", signing.sign_appraisal, name="sign-appraisal"),
    path(f"{_HERE}/onderteken/terug/", signing.withdraw_signing, name="withdraw-signing"),
    path(f"{_HERE}/papier/", papers.appraisal_paper, name="appraisal-paper"),
    path(f"{_HERE}/advocaat/", sharing.lawyer_check, name="lawyer-check"),
    path(f"{_HERE}/deel/", sharing.share_appraisal, name="share-appraisal"),
]
