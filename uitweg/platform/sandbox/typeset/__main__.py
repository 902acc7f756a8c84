"""Print one paper: its words as JSON on stdin, the PDF on stdout; nothing when it cannot be."""

import json
import sys
from pathlib import Path

from uitweg.platform.sandbox.limits import limit_process

HERE = Path(__file__).parent


def main() -> int:
    limit_process()
    words = json.loads(sys.stdin.buffer.read())
    # loaded after the limits, so that loading counts along
    from uitweg.platform.sandbox.typeset import glyphs, metadata

    try:
        try:
            made = typeset_pdf(glyphs.printable(words))
        except RuntimeError:
            made = typeset_pdf(glyphs.printable(words, marks=False))
        made = metadata.strip_metadata(made)
    except BaseException:  # typst is Rust and may panic, which is no Exception; no text of it
        return 1
    sys.stdout.buffer.write(made)
    return 0


def typeset_pdf(words: object) -> bytes:
    """Typeset. The words go in as data; there is no root, no package, no font but ours."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(HERE / "fonts")],
    )
    made: bytes = typst.compile(
        HERE / "paper.typ",
        root=HERE,
        font_paths=fonts,
        sys_inputs={"paper": json.dumps(words, ensure_ascii=False)},
        pdf_standards="ua-1",
    )
    return made


if __name__ == "__main__":
    sys.exit(main())
