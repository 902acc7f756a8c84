"""The door's own secret: there, and the one that this store belongs to."""

from uitweg.site.operations.doctor.finding import Findings, Patient, good, wrong

BELONGS = good("secret-belongs", "The secret file is there, and belongs to this store.")
THERE = good("secret-there", "The public door’s secret file is there.")
NOT_ITS_OWN = wrong(
    "secret-not-its-own",
    "{why}",
    "The staff door’s: members’ phone codes are sealed under it. The public door’s: every badge "
    "that was given out is signed with a key from it. Put the copy of the right file back.",
)


def examine(who: Patient) -> Findings:
    """Try the secret on what this store has that was made with it."""
    from uitweg.site.config.secret_files import secret_problem

    problem = secret_problem()
    if problem:
        yield NOT_ITS_OWN.found(why=problem)
    else:
        yield (THERE if who.is_public else BELONGS).found()
