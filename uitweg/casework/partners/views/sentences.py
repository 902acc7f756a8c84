"""What a member reads when something about partners is not possible."""

REFUSALS = {
    "name-taken": "Er is al een organisatie met deze naam. Er is niets bewaard.",
    "organisation-ended": "Deze organisatie is net beëindigd. Er is niets bewaard.",
    "organisation-gone": "Deze organisatie is er niet meer. Er is niets bewaard.",
    "service-ended": "Dit aanbod is net beëindigd. Er is niets bewaard.",
    "ages-crossed": "Een collega wijzigde de leeftijden ook; zo passen ze niet bij elkaar. "
    "Er is niets bewaard. Kijk opnieuw.",
    "named-nobody": "Kies ten minste één collega die nu in het team zit. Er is niets veranderd.",
    "nothing-named": "Bij deze organisatie is niets meer afgeschermd. Er is niets veranderd.",
    "case-closed": "Deze casus is gesloten. Er is niets bewaard.",
    "case-rekeyed": "De casus veranderde net. Er is niets bewaard. Probeer het nog eens.",
    "form-other": "Dit formulier is al gebruikt voor iets anders. Er is niets bewaard. Laad de "
    "pagina opnieuw.",
    "no-place-noted": "Voor deze nacht staat dit er al. Er is niets bij gekomen.",
    "restricted-key": "Jij hebt geen sleutel van deze casus. Er is niets bewaard.",
    "wrong": "Dit kwam niet goed aan. Er is niets bewaard. Laad de pagina opnieuw.",
}
