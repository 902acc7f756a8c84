"""docs/doctor.md, made from the symptoms: what each sentence means and what to do."""

from uitweg.site.operations.doctor import examine
from uitweg.site.operations.doctor.finding import Mark, Symptom

INTRODUCTION = """\
`./run doctor` looks at an installation and says in sentences what is right and what is wrong. It \
changes nothing, stores nothing and sends nothing to anybody.

```
./run doctor                   # as the staff door's user, with its environment
./run doctor --door public     # as the public door's user, with its environment
./run doctor --other FILE      # also compares with the other side's environment file
./run doctor --json            # for a program
```
Three marks: **good**; **attention**, look at it once; **WRONG**, do what the sentence says before \
real people use the site. With a WRONG the exit code is 1, with a wrong command 2, else 0. Run it \
as each of the two users: each sees only its own side. Where /etc/uitweg has the environment file \
of the other side and this user can read it, both are compared without `--other`.

Each row below has the name by which `--json` calls it, the sentence, and what to do."""


def doctor_page(note: str) -> str:
    """Return the page; `note` says that it is made from code."""
    lines = ["# What the doctor says", note, "", INTRODUCTION]
    for title, module in (*examine.subjects(), ("Any subject", examine)):
        lines += ["", f"## {title}", "| name | mark | sentence | what to do |", "|---|---|---|---|"]
        lines += [_row(symptom) for symptom in module.SYMPTOMS]
    return "\n".join(lines) + "\n"


def _row(symptom: Symptom) -> str:
    mark = f"**{symptom.mark}**" if symptom.mark == Mark.WRONG else symptom.mark
    sentence = symptom.sentence.replace("{", "*").replace("}", "*").replace("|", "\\|")
    return f"| `{symptom.name}` | {mark} | {sentence} | {symptom.explanation} |"
