"""The box in which strangers' files are read: each measure is tried in a child process."""

import os

from uitweg.platform.sandbox.trial.run import Trial, try_measure
from uitweg.site.operations.doctor.finding import Finding, Findings, Patient, attention, good, wrong

PROMISES = {
    "memory": "No other program of this user reads the memory of Uitweg’s processes.",
    "limits": "What reads a stranger’s file takes no more memory than it may.",
    "files": "It opens no file except program code, and writes none (Landlock).",
    "calls": "It starts no program, makes no connection and signals nobody (seccomp).",
    "network": "It has a network of its own, with nothing in it (user namespace).",
}
"""What each measure of the box for parsers of strangers' files gives."""
REMEDIES = {
    "memory": "Another program of this user can read it.",
    "limits": "A limit on memory is not obeyed here.",
    "files": "It needs Linux 5.13 or newer with Landlock switched on (lsm=landlock,… on the "
    "kernel’s command line). Until then it can read what the door itself can read.",
    "calls": "It needs libseccomp (Debian and Ubuntu: apt install libseccomp2) and a kernel "
    "with seccomp.",
    "network": "Users may make no namespaces here.",
}
AS_ROOT = "Nothing hides from root: start Uitweg as a user of its own (docs/start.md, 1)."
OPTIONAL = "network"
"""Many machines forbid it on purpose, and without it `calls` shuts the network too."""

HOLDS = good("box-holds", "{promise}")
HOLDS_NOT = wrong(
    "box-open",
    "Not so: “{promise}” {remedy}",
    "A file from a stranger is read in a process with that gap. Do what the sentence says; until "
    "then somebody who breaks a parser of files reaches more than that file.",
)
NOT_HERE = attention(
    "box-not-here",
    "Not here: “{promise}” {remedy} Seccomp shuts the network too.",
    "A second lock on the same door is missing. Allow user namespaces if your rules permit it.",
)


def examine(_patient: Patient) -> Findings:
    """Try each measure of the box."""
    trials = {measure: try_measure(measure) for measure in PROMISES}
    for trial in trials.values():
        yield _of(trial, covered=trials["calls"].holds)


def _of(trial: Trial, *, covered: bool) -> Finding:
    promise = PROMISES[trial.measure]
    if trial.holds:
        return HOLDS.found(promise=promise)
    remedy = REMEDIES[trial.measure]
    if trial.measure == "memory" and os.geteuid() == 0:
        remedy = AS_ROOT
    symptom = NOT_HERE if trial.measure == OPTIONAL and covered else HOLDS_NOT
    return symptom.found(promise=promise, remedy=remedy)
