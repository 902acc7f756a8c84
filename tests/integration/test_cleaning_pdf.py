"""A PDF leaves with what its pages show, and with nothing else that was in it."""

import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pytest
from PIL import Image

from tests.support.hostile_pdf import HostilePdf, found_secrets
from tests.support.peak_memory import peak_of
from uitweg.platform.sandbox.clean import run
from uitweg.platform.sandbox.clean.run import CannotClean, CleanedFile

TAGS = {"BDC", "BMC", "EMC", "kees"}


def cleaned(content: bytes) -> CleanedFile:
    return run.clean_file(content, run.file_kind(content))


def written(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    holder = BytesIO()
    pdf.save(holder, **how)
    return holder.getvalue()


def drawn_on(content: bytes) -> list[tuple[str, str]]:
    """Return what a page draws, without its tags."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [
            (str(each.operator), str([str(operand) for operand in each.operands]))
            for each in pikepdf.parse_content_stream(pdf.pages[0])
            if str(each.operator) not in TAGS
        ]


def pixels_of(content: bytes, name: str) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        raw = pdf.pages[0].obj.Resources.XObject[name].read_raw_bytes()
        return Image.open(BytesIO(raw)).tobytes()


WAYS: dict[str, Callable[[HostilePdf], bytes]] = {
    "as it is": lambda hostile: hostile.written(object_streams=False),
    "in object streams": lambda hostile: hostile.written(object_streams=True),
    "changed afterwards": HostilePdf.written_twice,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_is_not_on_the_page_stays(way: str) -> None:
    hostile = HostilePdf()
    content = WAYS[way](hostile)
    used = [word for word in hostile.secrets if "unused-object" not in word]
    assert set(used) <= set(found_secrets(hostile.secrets, content))

    made = cleaned(content)

    assert found_secrets(hostile.secrets, made.content) == []
    assert made.removed == (
        "locatie", "toestel", "tijd", "naam van de maker", "titel en tekst", "ingebouwd plaatje",
        "bestanden erin", "programma’s erin", "koppelingen", "digitale handtekening",
        "overige gegevens",
    )  # fmt: skip


def test_the_page_still_shows_what_it_showed() -> None:
    content = HostilePdf().written(object_streams=False)
    made = cleaned(content).content

    before, after = drawn_on(content), drawn_on(made)
    assert before in [after[at : at + len(before)] for at in range(len(after))]
    assert pixels_of(made, "/Im0") == pixels_of(content, "/Im0")
    text = pypdf.PdfReader(BytesIO(made)).pages[0].extract_text()
    assert "Wat er staat" in text
    with pikepdf.open(BytesIO(made)) as pdf:
        page = pdf.pages[0].obj
        assert [each.get("/Contents") for each in page.Annots] == ["Let op", *[None] * 5]
        forms = [each for each in page.Resources.XObject.values() if each.Subtype == "/Form"]
        assert b"ingevuld" in b"".join(form.read_bytes() for form in forms)
        profile = page.Resources.XObject.Im0.ColorSpace[1].read_bytes()
        assert profile[36:40] == b"acsp"
        assert all(name in profile for name in (b"rXYZ", b"gTRC", b"wtpt"))


def a_plain_pdf(change: Callable[[pikepdf.Pdf, Any], None] = lambda *_: None) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(100, 100)).obj
        page.Contents = pdf.make_stream(b"0 0 50 50 re f")
        change(pdf, page)
        return written(pdf)


def test_of_a_pdf_that_tells_nothing_nothing_is_said_to_be_gone() -> None:
    assert cleaned(a_plain_pdf()).removed == ()


def test_a_clean_pdf_stays_the_same_when_it_is_cleaned_again() -> None:
    once = cleaned(HostilePdf().written(object_streams=False)).content
    again = cleaned(once)

    assert (again.content, again.removed) == (once, ())


@pytest.mark.parametrize(("kind", "packed_as"), [("JPEG", "DCT"), ("JPEG2000", "JPX")])
def test_a_photo_without_a_place_is_not_said_to_have_lost_one(kind: str, packed_as: str) -> None:
    def add_photo(pdf: pikepdf.Pdf, page: Any) -> None:
        made = BytesIO()
        Image.new("L", (8, 8)).save(made, kind, comment=b"Kees")
        photo = pikepdf.Stream(pdf, made.getvalue())
        photo.update(
            {"/Subtype": pikepdf.Name.Image, "/Filter": pikepdf.Name(f"/{packed_as}Decode")}
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))

    assert cleaned(a_plain_pdf(add_photo)).removed == ("titel en tekst",)


def filled_in(value: str, **form: Any) -> Callable[[pikepdf.Pdf, Any], None]:
    """Return what adds a field to a page that was filled in and not drawn."""

    def add_field(pdf: pikepdf.Pdf, page: Any) -> None:
        field = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="a",
            V=value, Rect=[0, 0, 90, 20], DA="/Helv 9 Tf", **form,
        ))  # fmt: skip
        page.Annots = pikepdf.Array([field])
        font = pikepdf.Dictionary(Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], DR=resources)

    return add_field


def test_what_was_filled_in_and_never_drawn_is_drawn() -> None:
    made = cleaned(a_plain_pdf(filled_in("om acht uur"))).content

    assert "om acht uur" in pypdf.PdfReader(BytesIO(made)).pages[0].extract_text()


@pytest.mark.parametrize(
    ("value", "form"), [("Şeyma", {}), ("een\ntwee", {}), ("a" * 31, {"Ff": 4096})]
)
def test_what_would_be_drawn_wrong_is_not_cleaned(value: str, form: dict[str, Any]) -> None:
    with pytest.raises(CannotClean):
        cleaned(a_plain_pdf(filled_in(value, **form)))


def hide_layer(pdf: pikepdf.Pdf, page: Any) -> None:
    layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="a"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(OFF=[layer]))


def wrap_files(pdf: pikepdf.Pdf, page: Any) -> None:
    pdf.Root.Collection = pikepdf.Dictionary()


def draw_by_program(pdf: pikepdf.Pdf, page: Any) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=[])


def draw_exif_between_instructions(pdf: pikepdf.Pdf, page: Any) -> None:
    page.Contents = pdf.make_stream(b"BI /W 1 /H 1 /BPC 8 /CS /G /F /DCT ID \xff\xd8Exif EI")


@pytest.mark.parametrize(
    "content",
    [
        a_plain_pdf(hide_layer),
        a_plain_pdf(wrap_files),
        a_plain_pdf(draw_by_program),
        a_plain_pdf(draw_exif_between_instructions),
        a_plain_pdf()[:150],
        b"%PDF-1.7\n%%EOF",
    ],
    ids=["hidden layer", "files", "program", "picture in the text", "cut off", "no page"],
)
def test_what_cannot_be_cleaned_without_loss_is_said_to_be_so(content: bytes) -> None:
    with pytest.raises(CannotClean):
        cleaned(content)


@pytest.mark.parametrize("password", ["", "geheim"])
def test_a_pdf_under_a_password_is_not_cleaned(password: str) -> None:
    with pikepdf.open(BytesIO(a_plain_pdf())) as pdf:
        locked = written(pdf, encryption=pikepdf.Encryption(owner="a", user=password))

    with pytest.raises(CannotClean):
        cleaned(locked)


def test_a_pdf_without_its_table_is_mended_and_cleaned() -> None:
    content = HostilePdf().written(object_streams=False).replace(b"startxref", b"startxxxx")

    assert found_secrets([*HostilePdf().secrets], cleaned(content).content) == []


def test_pages_in_a_circle_and_parts_without_end_are_no_trouble() -> None:
    def loop(pdf: pikepdf.Pdf, page: Any) -> None:
        form = pdf.make_stream(b"/Me Do")
        form.update({"/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, 1, 1])})
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Me=form))
        page.Resources = form.Resources

    assert cleaned(a_plain_pdf(loop)).removed == ()


def test_a_page_that_unpacks_without_end_is_refused_within_the_memory_of_its_process() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1024**2)) + packer.flush(zlib.Z_FULL_FLUSH)
    with pikepdf.new() as pdf:
        page = pikepdf.Stream(pdf, b"")
        page.write(b"\x78\x9c" + block * 1500, filter=pikepdf.Name.FlateDecode)
        pdf.add_blank_page().Contents = pdf.make_indirect(page)
        bomb = written(
            pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )

    peak = peak_of("clean.clean_file(content, 'pdf')", bomb)

    assert (len(bomb) < 3 * 1024**2, peak.outcome) == (True, "refused: ")
    assert peak.parser <= 1024


SECRET = b"GEHEIM"
IN_INSTRUCTIONS = [
    b"BT [ (a) << /X (GEHEIM) >> ] TJ ET",
    b"BI /W 1 /H 1 /BPC 8 /CS /G /D [ (GEHEIM) ] ID \0 EI Q",
    b"BI /W 1 /H 1 /BPC 8 /CS /G /DP << /X (GEHEIM) >> ID \0 EI Q",
]


def with_a_secret(instructions: bytes, **state: Any) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].obj.Contents = pdf.make_stream(instructions)
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(
        ExtGState=pikepdf.Dictionary(G=pikepdf.Dictionary(**state))
    )
    return written(pdf, compress_streams=False)


@pytest.mark.parametrize("instructions", IN_INSTRUCTIONS)
def test_nothing_hides_in_what_an_instruction_is_given(instructions: bytes) -> None:
    content = with_a_secret(instructions)
    try:
        with pikepdf.open(BytesIO(cleaned(content).content)) as made:
            drawn = made.pages[0].Contents.read_bytes()
    except CannotClean:
        drawn = b""

    assert SECRET in content
    assert SECRET not in drawn


@pytest.mark.parametrize("behind", [[{"/X": "GEHEIM"}], [12, "GEHEIM"]])
def test_nothing_hides_behind_the_font_of_a_state(behind: list[Any]) -> None:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    content = with_a_secret(b"q Q", Font=pikepdf.Array([font, *behind]))
    with pikepdf.open(BytesIO(cleaned(content).content)) as made:
        after = written(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)

    assert SECRET in content
    assert SECRET not in after
