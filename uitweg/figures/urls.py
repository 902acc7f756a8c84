"""The addresses of the figures on the staff door."""

from django.urls import path

from uitweg.figures.views import figures, proposals

urlpatterns = [
    path("cijfers/", figures.figures, name="figures"),
    path("cijfers/<int:year>/<slug:source>/", figures.year, name="figures-year"),
    path("cijfers/<int:year>/<slug:source>/tel/", figures.count_year, name="count-year"),
    path("cijfers/<int:year>/<slug:source>/voorstel/", figures.propose, name="propose-figures"),
    path("cijfers/voorstel/<int:proposal_id>/", proposals.proposal, name="figures-proposal"),
    path("cijfers/voorstel/<int:proposal_id>/uit/", proposals.release, name="release-figures"),
    path("cijfers/voorstel/<int:proposal_id>/nee/", proposals.refuse, name="refuse-figures"),
    path(
        "cijfers/voorstel/<int:proposal_id>/terug/", proposals.take_back, name="take-back-figures"
    ),
    path("cijfers/uitgebracht/<int:number>/af/", proposals.withdraw, name="withdraw-figures"),
]
