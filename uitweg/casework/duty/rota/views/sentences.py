"""What a member reads when something about the rota is not possible."""

from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.models import Member

REFUSAL_SENTENCES = {
    "shift-taken": "{ask} was je voor. Er is niets veranderd.",
    "shift-over": "Deze dienst is voorbij of vervallen. Er is niets veranderd.",
    "shift-changed": "Een collega heeft dit net veranderd. Er is niets bewaard; kijk opnieuw.",
    "shift-own-backup": "Niemand is zijn eigen achterwacht. Er is niets veranderd.",
    "shift-too-late": "Dit begint binnen een dag. Alleen een teamleider haalt er nu iemand af: "
    "bel die.",
    "duty-no-member": "Deze collega kan geen dienst hebben: is weg of heeft geen sleutel.",
    "duty-absent": "{ask} is dan afwezig. Er is niets veranderd.",
    "duty-not-reachable": "{ask} is niet te bereiken: daarvoor zijn twee wegen nodig die de "
    "laatste 30 dagen zijn getest.",
    "absence-days": "Deze dagen kunnen niet. Er is niets bewaard.",
    "swap-asked": "Over deze dienst loopt al een vraag. Trek die eerst in.",
    "swap-answered": "Op deze vraag is al geantwoord. Er is niets veranderd.",
    "swap-changed": "Een van deze diensten is net veranderd of begonnen. Er is niets geruild.",
}


def refusal(error: NotPossible) -> str:
    """Return the sentence for why it did not happen, with the colleague it names."""
    ask = Member.objects.filter(pk=error.ask or 0).first()
    return REFUSAL_SENTENCES[error.why].format(ask=ask.name if ask else "Een collega")
