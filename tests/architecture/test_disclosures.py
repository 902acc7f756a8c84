"""Every outgoing byte of a case has a disclosure: who hands out a file is named here."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "uitweg"
BEFORE_THE_CASE = {"channel/attachments/views/attachments.py"}
"""Files of an anonymous conversation: no case data; `attachments.find` puts each in the audit log."""
NO_CASE = {
    "casework/partners/directory/views/exporting.py",
    "figures/views/yearly_file.py",
    "knowledge/training/public_views/answers.py",
    "knowledge/training/public_views/certificates.py",
    "knowledge/training/public_views/recall.py",
}
"""The directory of partners: organisations, and nothing of any case. Released figures that everybody
may see. Files of training, the same for everybody, and reminders counted from today."""


def test_whatever_hands_out_a_file_discloses_it() -> None:
    """A page of the staff door that is fetched as a file says so in this header."""
    hands_out = {
        str(file.relative_to(ROOT)): file.read_text("utf-8")
        for file in ROOT.rglob("*.py")
        if re.search(r"Content-Disposition|FileResponse", file.read_text("utf-8"))
    }
    silent = [
        name
        for name, text in hands_out.items()
        if name not in BEFORE_THE_CASE | NO_CASE
        and not re.search(r"\bdisclose\(|\bdisclose_file\(", text)
    ]

    assert set(hands_out) >= BEFORE_THE_CASE
    assert silent == []
