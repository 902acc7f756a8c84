"""Pictures, colours and letters inside a PDF lose their words and keep everything that is drawn."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFont

from uitweg.platform.sandbox.clean import embedded
from uitweg.platform.sandbox.clean.result import CannotClean
from uitweg.platform.sandbox.typeset.glyphs import FONTS

WORD = b"Verzonnen-Kees"


def picture() -> Image.Image:
    return Image.linear_gradient("L").resize((64, 64)).convert("RGB")


def saved(kind: str, **how: object) -> bytes:
    holder = BytesIO()
    picture().save(holder, kind, **how)
    return holder.getvalue()


def dots(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as shown:
        return shown.convert("RGB").tobytes()


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_keeps_its_dots_byte_for_byte(progressive: bool) -> None:
    content = saved("JPEG", comment=WORD, xmp=WORD, progressive=progressive) + WORD
    unknown = b"\xff\xa8" + (2 + len(WORD)).to_bytes(2) + WORD

    bare = embedded.bare_jpeg(content[:2] + unknown + content[2:])

    assert WORD not in bare
    assert dots(bare) == dots(content)
    assert embedded.bare_jpeg(bare) == bare


def test_the_small_picture_in_a_jpeg_goes_too() -> None:
    content = saved("JPEG")
    small = b"\xff\xe0" + (16 + 3 * 8).to_bytes(2) + b"JFIF\0\1\1\0\0\1\0\1\2\4" + b"KeesKees" * 3
    bare = embedded.bare_jpeg(content.replace(content[2:20], small))

    assert b"Kees" not in bare
    assert dots(bare) == dots(content)


@pytest.mark.parametrize("boxed", [True, False])
def test_a_jpeg_2000_loses_its_comments(boxed: bool) -> None:
    content = saved("JPEG2000", comment=WORD, no_jp2=not boxed, tile_size=(32, 32))
    if boxed:
        content += struct.pack(">I4s", 8 + len(WORD), b"xml ") + WORD
    assert WORD in content

    bare = embedded.bare_jpeg2000(content)

    assert WORD not in bare
    assert dots(bare) == dots(content)


def test_a_jbig2_loses_its_comments_and_keeps_its_other_parts() -> None:
    def segment(number: int, flags: int, refers: bytes, content: bytes) -> bytes:
        head = struct.pack(">IB", number, flags) + refers + b"\1"
        return head + len(content).to_bytes(4) + content

    many = b"\xe0\0\0\5" + b"\0" + bytes(range(5))  # the long form: five others
    page, text = segment(0, 48, b"\0", bytes(19)), segment(9, 6, many, b"letters")
    comment = segment(8, 62, b"\x20\0", b"\x20\0\0\0" + WORD)

    assert embedded.bare_jbig2(page + comment + text) == page + text


def test_a_colour_profile_keeps_its_colours() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    bare = embedded.bare_profile(profile)

    assert b"desc" not in bare
    assert bare[24:36] == bytes(12)
    other = ImageCms.createProfile("LAB")
    before, after = (
        ImageCms.profileToProfile(
            picture(), ImageCms.ImageCmsProfile(BytesIO(each)), other, outputMode="LAB"
        )
        for each in (profile, bare)
    )
    assert before is not None
    assert after is not None
    assert before.tobytes() == after.tobytes()


def test_a_font_keeps_its_letters_and_loses_its_names() -> None:
    content = (Path(FONTS) / "NotoSans-Regular.ttf").read_bytes()
    bare = embedded.bare_font(content)
    licence = "SIL Open Font License".encode("utf-16-be")
    assert licence in content

    assert licence not in bare
    drawn = [
        ImageFont.truetype(BytesIO(each), 30, layout_engine=ImageFont.Layout.BASIC).getmask("Ahé€")
        for each in (content, bare)
    ]
    assert bytes(drawn[0]) == bytes(drawn[1])


@pytest.mark.parametrize(
    ("bare", "content"),
    [
        (embedded.bare_jpeg, b"GIF89a"),
        (embedded.bare_jpeg, b"\xff\xd8\xff\xe1\xff\xff"),
        (embedded.bare_jpeg2000, b"\0\0\0\x0cjP  \0\0\0\0\0\0\0\4jp2c"),
        (embedded.bare_jpeg2000, b"\xff\x4f\xff\x90\0\x0a\0\0\0\0\0\1\0\0"),
        (embedded.bare_jbig2, bytes(7) + b"\xff\xff\xff\xff"),
        (embedded.bare_profile, bytes(200)),
        (embedded.bare_font, WORD),
        (
            embedded.bare_profile,
            bytes(36) + b"acsp" + bytes(88) + b"\0\0\0\1rXYZ\0\0\0\0\xff\xff\xff\xff",
        ),
    ],
)
def test_what_cannot_be_looked_through_is_not_cleaned(bare, content: bytes) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CannotClean):
        bare(content)
