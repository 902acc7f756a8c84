"""The addresses of the figures on the staff door."""

from django.urls import path

from uitweg.figures.views import figures, proposals, yearly_file

urlpatterns = [
    path("cijfers/", figures.figures, name="figures"),
    path("cijfers/<int:year>/jaarbestand/", yearly_file.sign_figures, name="sign-figures"),
    path("cijfers/<int:year>/<slug:source>/", figures.figures_year, name="figures-year"),
    path("cijfers/<int:year>/<slug:source>/tel/", figures.count_year, name="count-year"),
    path(
        "cijfers/<int:year>/<slug:source>/voorstel/",
        figures.propose_figures,
        name="propose-figures",
    ),
    path(
        "cijfers/voorstel/<int:proposal_id>/", proposals.figures_proposal, name="figures-proposal"
    ),
    path(
        "cijfers/voorstel/<int:proposal_id>/uit/", proposals.release_figures, name="release-figures"
    ),
    path(
        "cijfers/voorstel/<int:proposal_id>/nee/", proposals.refuse_figures, name="refuse-figures"
    ),
    path(
        "cijfers/voorstel/<int:proposal_id>/terug/",
        proposals.take_back_figures,
        name="take-back-figures",
    ),
    path(
        "cijfers/uitgebracht/<int:number>/af/", proposals.withdraw_figures, name="withdraw-figures"
    ),
]
