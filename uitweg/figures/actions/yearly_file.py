"""Signing the figures of a year with the team's key, for who must know that they are ours."""

from django.conf import settings

from uitweg.channel.conversation.models import SIGNING_KEYS_PATH, TeamKey
from uitweg.figures.actions.released import all_releases
from uitweg.figures.rules.yearly_file import YearlyFile, context_parts, releases_of
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.rules.csv_file import all_tables_csv
from uitweg.knowledge.published_figures.rules.figure_words import file_words
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.content import load
from uitweg.platform.sealing import envelope, signing

SIGN_YEARLY_FILE = Act("figures:sign", "Jaarbestand met cijfers ondertekend")


class YearlyFileRefusal(Refusal):
    YEAR_NOT_RELEASED = "Van dit jaar staat er niets op de site. Er is geen bestand gemaakt."


def sign_year(year: int, *, by: Actor) -> YearlyFile:
    """Return the figures of a year that everybody may see now, signed with the present team key.

    It holds what stands on the public pages and nothing else, so it discloses nothing about
    anybody; that it was made is recorded. Raises NoKey, and NotPossible when nothing of this year
    is shown or the ledger was tampered with.
    """
    require(by, Permission.FIGURES_SIGN)
    all_releases()  # nothing is signed of a ledger that is not as it was written
    shown = releases_of(year, ledger.shown_releases())
    team = TeamKey.current()
    if not shown or team is None:
        raise NotPossible(YearlyFileRefusal.YEAR_NOT_RELEASED)
    words = file_words(load().figures, [table for each in shown for table in each.tables])
    content = all_tables_csv(shown, words)
    seed = by.keyring.keys_for(bytes(team.key_id)).signing_seed
    context = envelope.context(*context_parts(year, by.today))
    audit_log.record(by.member, SIGN_YEARLY_FILE, f"year:{year}")
    return YearlyFile(
        city=settings.CITY,
        year=year,
        signed_on=by.today,
        csv=content,
        signature=signing.sign(seed, context, content),
        key=signing.verify_key_pem(signing.verify_key(seed)),
        context=context,
        keys_url=f"{settings.PUBLIC_URL}{SIGNING_KEYS_PATH}",
    )
