"""Addresses of the rota: shifts, patterns, swaps, absences, the calendar."""

from django.urls import path

from uitweg.casework.duty.rota.views import absences, calendar, patterns, rota, shifts, swaps

urlpatterns = [
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
]
