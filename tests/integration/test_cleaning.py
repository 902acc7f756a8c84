"""What a file tells besides what one sees or hears: gone, and said by name. All in it is made up."""

import struct
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import mutagen
import pikepdf
import pytest
from PIL import ExifTags, Image, PngImagePlugin

from tests.support.installation import ROOT
from uitweg.channel.attachments.actions.attachments import KNOWN_EXTENSIONS
from uitweg.platform.sandbox import process
from uitweg.platform.sandbox.clean import run
from uitweg.platform.sandbox.clean.run import CannotClean, CleanedFile
from uitweg.platform.sandbox.clean.sound import CLEANERS

MARK = "Verzonnen-Kees"
MARKER = MARK.encode()


def cleaned(content: bytes) -> CleanedFile:
    return run.clean_file(content, run.file_kind(content))


def picture(mode: str = "RGB") -> Image.Image:
    made = Image.new(mode, (64, 32), "white")
    made.paste("black", (0, 0, 32, 32))
    return made


def saved(made: Image.Image, kind: str, **how: object) -> bytes:
    holder = BytesIO()
    made.save(holder, kind, **how)
    return holder.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a phone puts in a photo: device, time, maker, place."""
    made = Image.Exif()
    made[ExifTags.Base.Orientation] = orientation
    made[ExifTags.Base.Model] = f"{MARK} 12"
    made[ExifTags.Base.DateTime] = "2026:01:05 23:11:00"
    made[ExifTags.Base.Artist] = MARK
    made.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (52.0, 22.0, 11.0)
    made.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    return made


def a_photo(orientation: int = 1) -> bytes:
    xmp = f'<x xmp:CreateDate="2026" dc:title="{MARK}"/>'.encode()
    return saved(picture(), "JPEG", exif=exif(orientation), comment=MARKER, xmp=xmp, quality=95)


def test_a_photo_loses_place_device_time_and_maker_and_says_so() -> None:
    photo = a_photo()
    assert MARKER in photo
    made = cleaned(photo)

    assert MARKER not in made.content
    assert b"Exif" not in made.content
    assert made.removed == ("locatie", "toestel", "tijd", "naam van de maker", "titel en tekst")
    with Image.open(BytesIO(made.content)) as left:
        assert (left.format, left.size, dict(left.getexif())) == ("JPEG", (64, 32), {})


def test_a_photo_that_was_turned_stays_upright() -> None:
    with Image.open(BytesIO(cleaned(a_photo(orientation=6)).content)) as left:
        assert left.size == (32, 64)
        assert left.getpixel((16, 4))[0] < 60 < 200 < left.getpixel((16, 60))[0]  # type: ignore[index,operator]


def test_a_screenshot_loses_its_text_and_keeps_every_dot() -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", MARK)
    told.add_itxt("Comment", MARK)
    made = cleaned(saved(picture("RGBA"), "PNG", pnginfo=told, exif=exif()))

    assert MARKER not in made.content
    assert {"naam van de maker", "titel en tekst", "locatie"} <= set(made.removed)
    with Image.open(BytesIO(made.content)) as left:
        assert left.tobytes() == picture("RGBA").tobytes()


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "BMP", "TIFF"])
def test_other_pictures_are_drawn_anew_too(kind: str) -> None:
    how = {"exif": exif()} if kind in ("WEBP", "TIFF") else {}
    made = cleaned(saved(picture(), kind, **how))

    assert MARKER not in made.content
    assert made.extension == ("webp" if kind == "WEBP" else "png")
    assert ("toestel" in made.removed) == bool(how)


def test_what_stands_behind_a_picture_does_not_come_along() -> None:
    made = cleaned(saved(picture(), "PNG") + MARKER)

    assert Image.open(BytesIO(made.content)).tobytes() == picture().tobytes()
    assert MARKER not in made.content


def test_a_picture_comes_with_a_small_one_for_the_page() -> None:
    big = saved(Image.new("RGB", (3000, 1000), "red"), "JPEG", exif=exif())
    small = cleaned(big).thumbnail

    assert MARKER not in small
    with Image.open(BytesIO(small)) as left:
        assert left.size == (480, 160)


def test_a_moving_picture_is_not_cut_down_to_one_image() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]

    with pytest.raises(CannotClean):
        cleaned(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))


def a_paper() -> bytes:
    """Return a PDF with an author, XMP, a photo with a place, a remark, a file and a script."""
    paper = pikepdf.new()
    page = paper.add_blank_page(page_size=(200, 200))
    paper.docinfo["/Author"] = MARK
    with paper.open_metadata() as xmp:
        xmp["dc:creator"] = [MARK]
    paper.docinfo["/CreationDate"] = "D:20260105231100"
    photo = pikepdf.Stream(paper, a_photo())
    photo.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image})
    photo.update({"/Width": 64, "/Height": 32, "/BitsPerComponent": 8})
    photo.update({"/ColorSpace": pikepdf.Name.DeviceRGB, "/Filter": pikepdf.Name.DCTDecode})
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=paper.make_indirect(photo)))
    page.Contents = paper.make_stream(b"q 100 0 0 50 0 0 cm /Im0 Do Q")
    remark = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=MARK, Contents="ja"
    )
    page.Annots = paper.make_indirect(pikepdf.Array([paper.make_indirect(remark)]))
    paper.attachments["x.txt"] = pikepdf.AttachedFileSpec(paper, MARKER, filename=f"{MARK}.txt")
    paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARK}')")
    holder = BytesIO()
    paper.save(holder, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return holder.getvalue()


def test_a_paper_loses_who_made_it_and_what_acts_by_itself() -> None:
    assert MARKER in a_paper()
    made = cleaned(a_paper())
    with pikepdf.open(BytesIO(made.content)) as left:
        holder = BytesIO()
        left.save(holder, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                  compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
        assert len(left.pages) == 1
        assert left.pages[0].Annots[0].Contents == "ja"  # type: ignore[index]
        with Image.open(BytesIO(left.pages[0].Resources.XObject.Im0.read_raw_bytes())) as photo:  # type: ignore[union-attr]
            assert photo.size == (64, 32)

    assert MARKER not in holder.getvalue()
    assert b"Exif" not in holder.getvalue()
    assert {"naam van de maker", "tijd", "locatie", "bestanden erin", "programma’s erin"} <= set(
        made.removed
    )


def test_a_paper_with_a_password_is_left_as_it_is() -> None:
    with pikepdf.open(BytesIO(a_paper())) as paper:
        holder = BytesIO()
        paper.save(holder, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(CannotClean):
        cleaned(holder.getvalue())


def an_mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    holder = BytesIO(frame * 20)
    sound = mutagen.File(holder)
    sound.add_tags()
    sound.tags.add(mutagen.id3.TPE1(encoding=3, text=[MARK]))
    sound.tags.add(mutagen.id3.TDRC(encoding=3, text=["2026"]))
    holder.seek(0)
    sound.save(holder, v1=2)
    return holder.getvalue()


def page_of_ogg(place: int, packet: bytes, *, begins: bool = False, ends: bool = False) -> bytes:
    """Return one page of Ogg (RFC 3533) with one short packet."""
    from mutagen.ogg import OggPage

    page = OggPage()
    page.serial, page.sequence, page.packets = 7, place, [packet]
    page.first, page.last, page.position = begins, ends, 960 * place
    return page.write()


def an_ogg() -> bytes:
    """Return a sound as Opus in Ogg (RFC 7845)."""
    said = f"ARTIST={MARK}".encode()
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<II", 1, len(said)) + said
    head = b"OpusHead\x01\x01" + struct.pack("<HIhB", 0, 48000, 0, 0)
    return (
        page_of_ogg(0, head, begins=True)
        + page_of_ogg(1, tags)
        + page_of_ogg(2, bytes(100), ends=True)
    )


def box(name: bytes, *inside: bytes) -> bytes:
    content = b"".join(inside)
    return (8 + len(content)).to_bytes(4) + name + content


def an_m4a(kind: bytes = b"soun", brand: bytes = b"M4A ") -> bytes:
    """Return the boxes of a voice memo, with the time it was made and a title."""
    times = bytes(4) + (3_850_000_000).to_bytes(4) * 2 + (1000).to_bytes(4) + bytes(80)
    handler = box(b"hdlr", bytes(8), kind, bytes(12), MARKER + b"\0")
    label = box(b"\xa9nam", box(b"data", (1).to_bytes(4), bytes(4), MARKER))
    place = box(b"\xa9xyz", b"\0\x11\0\0+52.3702+004.8952/")
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdir", bytes(13)), box(b"ilst", label))
    track = box(b"trak", box(b"tkhd", times), box(b"mdia", box(b"mdhd", times), handler))
    moov = box(b"moov", box(b"mvhd", times), track, box(b"udta", meta, place))
    return box(b"ftyp", brand, bytes(4)) + moov + box(b"mdat", b"geluid")


def a_wav() -> bytes:
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    chunks += b"LIST" + struct.pack("<I", 18) + b"INFOIART" + struct.pack("<I", 6) + b"Kees\0\0"
    chunks += b"data" + struct.pack("<I", 4) + b"abcd"
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


FRAME = b"\xff\xfb\x90\x00" + bytes(413)
LABEL = b"ID3\x04\0\0\0\0\0\x1fTPE1\0\0\0\x0f\0\0\x03" + MARKER
LOOSE = {
    "between the label and the sound": LABEL[:10] + bytes(31) + MARKER * 3 + FRAME * 20,
    "a second label in the middle": FRAME * 10 + LABEL + FRAME * 10,
    "behind the sound": FRAME * 20 + b"APETAGEX" + MARKER,
    "behind the last page": an_ogg() + MARKER,
    "a box of its own": an_m4a() + box(b"Kees", MARKER),
}


@pytest.mark.parametrize("where", LOOSE)
def test_what_stands_loose_in_a_sound_goes_and_that_is_said(where: str) -> None:
    made = cleaned(LOOSE[where])

    assert MARKER not in made.content
    assert made.removed
    assert cleaned(made.content).content == made.content


@pytest.mark.parametrize("told", [200_000_000, 2**32 - 1])
def test_a_sound_that_says_it_is_longer_than_it_is_gets_no_longer(told: int) -> None:
    """Else 335 bytes become 200 MB, in the child and in the door."""
    wav = a_wav()
    lying = wav[:-8] + told.to_bytes(4, "little") + wav[-4:]

    made = cleaned(lying)

    assert len(made.content) <= len(lying)
    assert made.content.endswith(b"data" + (4).to_bytes(4, "little") + b"abcd")


def test_another_stream_in_a_sound_is_not_cleaned() -> None:
    from mutagen.ogg import OggPage

    other = OggPage()
    other.serial, other.packets, other.first = 8, [MARKER], True

    with pytest.raises(CannotClean):
        cleaned(an_ogg() + other.write())


@pytest.mark.parametrize(
    ("make", "end", "told"),
    [
        (an_mp3, "mp3", {"naam van de maker", "tijd"}),
        (an_ogg, "ogg", {"naam van de maker"}),
        (an_m4a, "m4a", {"titel en tekst", "tijd"}),
        (a_wav, "wav", {"overige gegevens"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_sound_loses_its_labels(make: Callable[[], bytes], end: str, told: set[str]) -> None:
    made = cleaned(make())

    assert made.extension == end
    assert set(made.removed) >= told
    for word in (MARKER, b"Kees", b"52.3702", (3_850_000_000).to_bytes(4)):
        assert word not in made.content


FRAME = b"\xff\xfb\x90\x00" + bytes(413)
OPUS = b"OpusHead\x01\x01" + struct.pack("<HIhB", 0, 48000, 0, 0)


def an_id3() -> bytes:
    frame = b"TPE1" + (len(MARKER) + 1).to_bytes(4) + b"\0\0\3" + MARKER
    return b"ID3\4\0\0" + len(frame).to_bytes(4) + frame


def an_ogg_of_a_maker() -> bytes:
    """Return a sound that says with what it was made, and has words behind that."""
    maker = b"OpusTags" + struct.pack("<I", len(MARKER)) + MARKER + bytes(4) + b"\1" + MARKER
    return (
        page_of_ogg(0, OPUS, begins=True)
        + page_of_ogg(1, maker)
        + page_of_ogg(2, bytes(100), ends=True)
    )


def a_flac() -> bytes:
    """Return a sound with a comment, a block of a program, and an old label behind it."""
    comment = struct.pack("<I", len(MARKER)) + MARKER + bytes(4)
    blocks = ((0, bytes(10) + b"\x0a\xc4\x42\xf0" + bytes(20)), (4, comment), (2, b"KEES" + MARKER))
    made = [bytes([kind]) + len(block).to_bytes(3) + block for kind, block in blocks]
    made[-1] = bytes([made[-1][0] | 128]) + made[-1][1:]
    return b"".join((b"fLaC", *made, b"\xff\xf8geluid", (b"TAG" + MARKER).ljust(128, b"\0")))


UNUSUAL_PLACES = {
    "a second label": lambda: an_id3() + an_id3() + FRAME * 20,
    "a label between": lambda: an_id3() + FRAME * 10 + an_id3() + FRAME * 10,
    "words of a song": lambda: FRAME * 20 + b"LYRICSBEGIN" + MARKER + b"LYRICS200",
    "the maker of an ogg": an_ogg_of_a_maker,
    "behind an ogg": lambda: an_ogg() + MARKER,
    "a box we do not know": lambda: an_m4a() + box(b"kees", MARKER),
    "a box inside": lambda: an_m4a().replace(b"udta", b"kees"),
    "behind an m4a": lambda: an_m4a() + MARKER[:7],
    "a long part of a wav": lambda: a_wav() + b"fact" + struct.pack("<I", len(MARKER)) + MARKER,
    "blocks of a flac": a_flac,
}


@pytest.mark.parametrize("place", UNUSUAL_PLACES)
def test_a_sound_hides_nothing_in_a_place_that_players_skip(place: str) -> None:
    content = UNUSUAL_PLACES[place]()
    assert MARKER[:7] in content

    made = cleaned(content)

    assert MARKER[:7] not in made.content
    assert made.removed


@pytest.mark.parametrize(
    "content",
    [
        an_ogg() + an_ogg().replace(b"\x07\0\0\0", b"\x08\0\0\0"),
        an_m4a() + box(b"moof", MARKER),
        an_m4a() + box(b"moov", box(b"dref", bytes(4) + box(b"url ", MARKER))),
    ],
    ids=["two sounds", "in fragments", "sound elsewhere"],
)
def test_a_sound_that_we_cannot_look_through_is_not_cleaned(content: bytes) -> None:
    with pytest.raises(CannotClean):
        cleaned(content)


def test_a_recording_that_was_cut_off_is_cleaned_as_far_as_it_goes() -> None:
    cut_off = a_wav().replace(b"data\4\0\0\0", b"data\xff\xff\xff\xff")

    assert cleaned(cut_off).content.endswith(b"data\4\0\0\0abcd")


def test_a_sound_keeps_its_sound() -> None:
    assert cleaned(a_flac()).content.endswith(b"\xff\xf8geluid")
    assert cleaned(an_mp3()).content == (b"\xff\xfb\x90\x00" + bytes(413)) * 20
    assert cleaned(an_m4a()).content.endswith(box(b"mdat", b"geluid"))
    assert len(cleaned(an_m4a()).content) == len(an_m4a())
    assert cleaned(a_wav()).content.endswith(b"data\4\0\0\0abcd")


def test_what_can_be_cleaned_keeps_an_extension_that_a_computer_knows() -> None:
    assert set(CLEANERS) <= KNOWN_EXTENSIONS


@pytest.mark.parametrize(
    "content",
    [
        b"", b"tekst", b"PK\x03\x04docx", b"<svg xmlns='x'/>", b"MZ", b"\xff\xd8\xffnonsense",
        b"%PDF-1.7 nonsense", b"OggSnonsense", b"ID3nonsense", b"RIFF\0\0\0\0WAVE\xff\xff\xff",
        an_m4a(kind=b"vide", brand=b"isom"), an_m4a()[:100], box(b"ftyp", b"heic", bytes(4)),
    ],
    ids=lambda content: repr(content[:12]),
)  # fmt: skip
def test_what_cannot_be_cleaned_is_said_to_be_so(content: bytes) -> None:
    with pytest.raises(CannotClean):
        made = cleaned(content)
        assert not made.content.startswith(b"RIFF"), made


def test_the_cleaner_holds_no_key_and_can_write_no_file(monkeypatch) -> None:
    program = (
        "import resource, sys\n"
        "from uitweg.platform.sandbox.process import limit_process\n"
        "limit_process()\n"
        "print(sorted(m for m in sys.modules if m.startswith(('django', 'uitweg.platform.accounts',"
        " 'uitweg.platform.sealing', 'cryptography'))), resource.getrlimit(resource.RLIMIT_FSIZE))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True,
        env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.stdout.strip() == "[] (0, 0)"


NONSENSE = [b"", b"{}\n", b'{"refused": "unclean"}\n', b"[1]\n", b"\xff\n",
            b'{"values": {}, "lengths": [1, 1]}\nab', b'{"values": {}, "lengths": []}\n']  # fmt: skip


@pytest.mark.parametrize("said", NONSENSE)
def test_a_cleaner_that_says_nonsense_is_not_believed(said: bytes, monkeypatch) -> None:
    monkeypatch.setattr(process, "_exchange", lambda *_: said)
    with pytest.raises(CannotClean):
        cleaned(a_photo())
