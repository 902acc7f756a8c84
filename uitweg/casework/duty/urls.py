"""The addresses of the duty pages."""

from django.urls import path

from uitweg.casework.duty.views import (
    absences,
    calendar,
    emergency_access,
    handover,
    pages,
    patterns,
    promises,
    reachability,
    rota,
    shifts,
    steps,
    swaps,
)

urlpatterns = [
    path("dienst/stappen/", steps.page_steps, name="page-steps"),
    path("dienst/stappen/tekenen/", steps.sign_steps, name="sign-steps"),
    path("dienst/", rota.rota, name="rota"),
    path("dienst/patronen/", patterns.patterns, name="patterns"),
    path("dienst/patronen/<int:pattern_id>/", patterns.pattern, name="pattern"),
    path("dienst/nieuw/", shifts.add_shift, name="add-shift"),
    path("dienst/beurt/<int:shift_id>/", shifts.shift, name="shift"),
    path("dienst/beurt/<int:shift_id>/nemen/", shifts.take_shift, name="take-shift"),
    path("dienst/beurt/<int:shift_id>/teruggeven/", shifts.give_back_shift, name="give-back-shift"),
    path("dienst/beurt/<int:shift_id>/wijzigen/", shifts.change_shift, name="change-shift"),
    path("dienst/beurt/<int:shift_id>/vervallen/", shifts.drop_shift, name="drop-shift"),
    path("dienst/beurt/<int:shift_id>/ruilen/", shifts.ask_swap, name="ask-swap"),
    path("dienst/ruil/<int:swap_id>/", swaps.swap, name="swap"),
    path("dienst/afwezig/", absences.absences, name="absences"),
    path("dienst/afwezig/<int:absence_id>/terug/", absences.cancel_absence, name="cancel-absence"),
    path("dienst/agenda/", calendar.calendar, name="calendar"),
    path("agenda/<str:secret>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("dienst/bereikbaar/", reachability.reachability, name="reachability"),
    path(
        "dienst/bereikbaar/<int:channel_id>/proef/", reachability.test_channel, name="test-channel"
    ),
    path(
        "dienst/bereikbaar/<int:channel_id>/code/",
        reachability.confirm_channel,
        name="confirm-channel",
    ),
    path("dienst/beloften/", promises.promises, name="promises"),
    path("dienst/overdracht/", handover.handover_list, name="handover-list"),
    path("dienst/overdracht/<int:shift_id>/", handover.handover, name="handover"),
    path(
        "dienst/overdracht/<int:shift_id>/klaar/",
        handover.complete_handover,
        name="complete-handover",
    ),
    path(
        "dienst/overdracht/<int:shift_id>/erbij/",
        handover.add_to_handover,
        name="add-to-handover",
    ),
    path("oproepen/", pages.pages, name="pages"),
    path("oproep/<int:page_id>/", pages.page, name="page"),
    path("oproep/<int:page_id>/oppakken/", pages.take_page, name="take-page"),
    path("oproep/<int:page_id>/doorgeven/", pages.pass_page, name="pass-page"),
    path("oproep/<int:page_id>/langer/", pages.extend_page, name="extend-page"),
    path("oproep/<int:page_id>/klaar/", pages.finish_page, name="finish-page"),
    path(
        "casus/<int:case_id>/noodtoegang/",
        emergency_access.use_emergency_access,
        name="use-emergency-access",
    ),
    path(
        "casus/<int:case_id>/noodtoegang/melding/",
        emergency_access.open_sources,
        name="open-sources",
    ),
    path(
        "dienst/bereikbaar/<int:channel_id>/weg/",
        reachability.remove_channel,
        name="remove-channel",
    ),
    path(
        "dienst/overdracht/<int:shift_id>/overnemen/",
        handover.accept_handover,
        name="accept-handover",
    ),
]
