"""Valid files for the parsers; everybody in them is made up."""

import wave
import zipfile
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pikepdf
from PIL import ExifTags, Image

from tests.support import outlook_file
from tests.support.sheets import UGLY_ROWS, some, ugly_list, xlsx

MARK = "Verzonnen-Kees"


def sheets() -> list[bytes]:
    """Return spreadsheets of each kind that is read."""
    csv = "\n".join(";".join(map(str, row)) for row in UGLY_ROWS)
    return [ugly_list(), xlsx(some(30)), csv.encode(), ods()]


def ods() -> bytes:
    """Return an OpenDocument spreadsheet with two rows."""
    row = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(row.format("".join(map(cell.format, each))) for each in (("Naam", "Tel"), "YB"))
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Blad1">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", manifest)
    return written.getvalue()


def mails() -> list[bytes]:
    made = EmailMessage()
    made["From"], made["To"] = "Sanne Verzónnen <s@school.example>", "team@stad.example"
    made["Subject"], made["Date"] = "Zorgen om één jongen", "Thu, 06 Nov 2025 13:05:00 +0100"
    made.set_content("Hij komt niet meer. Café.")
    plain = made.as_bytes()
    made.add_alternative("<p>Hij <b>komt</b> niet&nbsp;meer.<img src=x>", subtype="html")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="één.pdf")
    whole = made.as_bytes()
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("Zie hieronder.")
    outer.add_attachment(made)
    return [plain, whole, outer.as_bytes()]


def outlook_mails() -> list[bytes]:
    """Return two mails of Outlook: one with a file and another mail in it, one of HTML."""
    inner = outlook_file.mail(subject="Binnen", files=(("foto.jpg", bytes(900)),))
    whole = outlook_file.mail(files=(("a.pdf", b"%PDF-1.4"),), inner=(inner,))
    return [
        outlook_file.written(whole),
        outlook_file.written(outlook_file.mail(html=b"<p>Verzonnen", codepage="cp1252")),
    ]


def pdf(*, plain: bool = False) -> bytes:
    """Return two pages with a photo, a note, a link and a title."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(200, 200))
    made.add_blank_page(page_size=(100, 100))
    made.docinfo["/Author"] = MARK
    page = made.pages[0]
    drawn = made.make_stream(photo())
    for key, value in {"/Type": "/XObject", "/Subtype": "/Image", "/Filter": "/DCTDecode"}.items():
        drawn[key] = pikepdf.Name(value)
    drawn.Width, drawn.Height, drawn.BitsPerComponent = 64, 32, 8
    drawn.ColorSpace = pikepdf.Name.DeviceRGB
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=drawn))
    page.Contents = made.make_stream(b"q 64 0 0 32 0 0 cm /Im0 Do Q")
    name, script = pikepdf.Name.JavaScript, pikepdf.String("app.alert(1)")
    box = pikepdf.Array([0, 0, 9, 9])
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=box)
    note.T, note.Contents = pikepdf.String(MARK), pikepdf.String("Zie hier")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=box)
    link.A = pikepdf.Dictionary(
        S=name, JS=script
    )  # a direct object: it is in no list of the file's objects
    page.Annots = pikepdf.Array([made.make_indirect(note), made.make_indirect(link)])
    made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(S=name, JS=script))
    written = BytesIO()
    how: dict[str, Any] = {"static_id": True}
    if plain:
        how |= {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "qdf": True}
    made.save(written, **how)
    return written.getvalue()


def pictures_and_sound() -> list[bytes]:
    """Return a picture of each kind, and two sounds."""
    examples = [photo(), wav()]
    examples.append(b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + (b"\xff\xfb\x90\x64" + bytes(413)) * 4)
    for kind in ("PNG", "GIF", "BMP", "TIFF", "WEBP"):
        written = BytesIO()
        Image.new("RGB", (64, 32), "white").save(written, kind)
        examples.append(written.getvalue())
    return examples


def photo() -> bytes:
    told = Image.Exif()
    told[ExifTags.Base.Artist] = MARK
    written = BytesIO()
    Image.new("RGB", (64, 32), "white").save(written, "JPEG", exif=told)
    return written.getvalue()


def wav() -> bytes:
    written = BytesIO()
    with wave.open(written, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return written.getvalue()
