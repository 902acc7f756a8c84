"""Signatures in a PDF: whole, one after the other, and broken by any byte that changes."""

import random
import signal
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from tests.integration.test_typesetting import a_paper
from tests.support import verapdf
from uitweg.platform.sandbox.sign import checking
from uitweg.platform.sandbox.sign.run import CannotSign, SignatureWords, check_pdf, sign_pdf
from uitweg.platform.sandbox.typeset.run import typeset
from uitweg.platform.sealing.certificates import SELF_MADE, SIGNATURE_LENGTH, SelfMadeSigner

pytestmark = pytest.mark.usefixtures("signs_for_real")
NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def words_for(name: str) -> SignatureWords:
    return SignatureWords(
        field=f"Handtekening{name}",
        label=f"Handtekening van {name}",
        name=name,
        reason="Weging U-0012, versie 1",
        at=NOW,
    )


def a_signer(name: str) -> SelfMadeSigner:
    return SelfMadeSigner(name, "Voorbeeldstad", now=NOW)


@pytest.fixture(scope="module")
def twice_signed() -> tuple[bytes, bytes, bytes]:
    """A paper; with one signature; with two."""
    paper = typeset(a_paper("Hij belde."))
    once = sign_pdf(paper, words_for("Fatima"), a_signer("Fatima"))
    return paper, once, sign_pdf(once, words_for("Joris"), a_signer("Joris"))


ODD_NAMES = (
    "Mari\U0001f468",
    "\u202eFatima",
    "مريم Jansen",
    "(مريم 2)",
    "Stra\u1e9ee",
    "a\x07\ue000",
    "\U0001f468",
    "x" * 90,
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_whatever_somebody_is_called_their_signature_can_be_checked(name: str) -> None:
    signed = sign_pdf(typeset(a_paper("Hij belde.")), words_for(name), a_signer(name))

    assert wrong_with(signed) == [""]


def wrong_with(pdf: bytes) -> list[str] | None:
    checked = check_pdf(pdf)
    return None if checked is None else [each.wrong for each in checked]


def is_broken(pdf: bytes) -> bool:
    """In this process, for speed: what a parser raises, or takes too long for, ends its child."""

    def give_up(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 5)
    try:
        checked = checking.check({}, pdf).values
    except Exception:
        return True
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return len(checked) != 2 or any(each["wrong"] for each in checked)


def test_the_second_signature_leaves_each_byte_of_the_first_as_it_was(twice_signed) -> None:
    paper, once, twice = twice_signed

    assert once.startswith(paper)
    assert twice.startswith(once)
    assert (wrong_with(once), wrong_with(twice)) == ([""], ["", ""])
    assert wrong_with(paper) == []


def test_a_signed_paper_is_as_accessible_as_before(twice_signed) -> None:
    assert [verapdf.faults(pdf) for pdf in twice_signed] == [[], [], []]


def test_the_certificate_says_that_nobody_vouches_for_it(twice_signed) -> None:
    checked = check_pdf(twice_signed[2])
    assert checked is not None
    subjects = [x509.load_der_x509_certificate(each.certificate).subject for each in checked]

    names = [
        [one.value for one in each.get_attributes_for_oid(NameOID.COMMON_NAME)] for each in subjects
    ]
    units = [
        each.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value for each in subjects
    ]
    assert (names, units) == ([["Fatima"], ["Joris"]], [SELF_MADE, SELF_MADE])


def test_each_key_is_used_once() -> None:
    assert a_signer("Fatima").certificate != a_signer("Fatima").certificate


def test_any_changed_byte_breaks_the_signatures(twice_signed) -> None:
    _, once, twice = twice_signed
    chance = random.Random(18)
    everywhere = chance.sample(range(len(twice)), 150)
    in_the_last_signature = chance.sample(range(len(once), len(twice)), 250)

    unseen = []
    for place in everywhere + in_the_last_signature:
        changed = bytearray(twice)
        changed[place] ^= chance.randrange(1, 256)
        if not is_broken(bytes(changed)):
            unseen.append(place)
    assert unseen == []


@pytest.mark.long
def test_any_changed_byte_breaks_the_signatures_tried_at_each_place(twice_signed) -> None:
    twice = twice_signed[2]
    chance = random.Random(19)

    unseen = []
    for place in range(len(twice)):
        changed = bytearray(twice)
        changed[place] ^= chance.randrange(1, 256)
        if not is_broken(bytes(changed)):
            unseen.append(place)
    assert unseen == []


def test_a_small_letter_in_the_digits_of_a_signature_is_seen(twice_signed) -> None:
    twice = twice_signed[2]
    place = twice.rindex(b"/Contents <") + len(b"/Contents <")
    capital = next(n for n in range(place, len(twice)) if twice[n : n + 1] in b"ABCDEF")
    changed = twice[:capital] + twice[capital : capital + 1].lower() + twice[capital + 1 :]

    assert wrong_with(changed) == ["", "signature"]


def test_what_is_added_after_the_last_signature_is_named(twice_signed) -> None:
    twice = twice_signed[2]
    other = sign_pdf(twice, words_for("Mallory"), a_signer("Mallory"))

    assert wrong_with(twice + b"\n% nog iets") == ["", "added"]
    assert wrong_with(other) == ["", "", ""]  # three signatures: who asked for two says no


def test_a_page_that_somebody_added_between_two_signatures_is_named(twice_signed) -> None:
    from io import BytesIO

    from pyhanko.pdf_utils.generic import NameObject, TextStringObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    once = twice_signed[1]
    writer = IncrementalPdfFileWriter(BytesIO(once))
    writer.root[NameObject("/Lang")] = TextStringObject("en")
    writer.update_root()
    written = BytesIO()
    writer.write(written)
    second = sign_pdf(written.getvalue(), words_for("Joris"), a_signer("Joris"))

    assert wrong_with(second) == ["between", ""]


def test_what_was_taken_out_is_named(twice_signed) -> None:
    twice = twice_signed[2]

    assert wrong_with(twice[:-700]) != ["", ""]
    assert wrong_with(b"%PDF-1.7\nniets") is None
    assert wrong_with(b"") is None


def test_what_is_no_pdf_gets_no_signature() -> None:
    signer = a_signer("Fatima")
    for content in (b"", typeset(a_paper("x"))[:500]):
        with pytest.raises(CannotSign):
            sign_pdf(content, words_for("Fatima"), signer)


def test_a_signature_of_another_length_is_no_signature() -> None:
    """Whatever signs says how long its signatures are; a place that is too wide hides bytes."""
    with pytest.raises(CannotSign):
        sign_pdf(typeset(a_paper("x")), words_for("Fatima"), a_signer("Fatima"), length=512)
    assert SIGNATURE_LENGTH == 384


def test_nothing_of_the_paper_says_who_made_it_with_what(twice_signed) -> None:
    twice = twice_signed[2].lower()

    assert [
        word for word in (b"pyhanko", b"typst", b"producer", b"creationdate") if word in twice
    ] == []
