"""Read one mail: its kind (eml, msg) in the arguments, its bytes on stdin, the outcome on stdout.

Out come one line of JSON ({"cannot": why}, or the head, the words and each file with its
length), then the bytes of the files.
"""

import json
import sys

from uitweg.platform.sandbox.limits import limit_process


def main() -> int:
    limit_process()
    content = sys.stdin.buffer.read()
    # loaded after the limits, so that loading counts along
    from uitweg.platform.sandbox.mail import mime, outlook
    from uitweg.platform.sandbox.mail.parsed import (
        LONGEST_TEXT,
        ParsedMail,
        TooManyFiles,
        one_line,
        tidy_text,
    )

    try:
        letter: ParsedMail = {"eml": mime.read_mime, "msg": outlook.read_outlook}[sys.argv[1]](
            content
        )
        whole = tidy_text("\n\n".join(letter.words))
        if len(whole) > LONGEST_TEXT:
            letter.add_file("tekst.txt", "text/plain", whole.encode())
    except TooManyFiles:
        return _write_refusal("many")
    except Exception:
        # whatever a library says of a stranger's mail: it could not be read; no word of it
        return _write_refusal("broken")
    head = {name: one_line(getattr(letter, name)) for name in ("sender", "to", "subject", "sent")}
    files = [[name, kind, len(content)] for name, kind, content in letter.files]
    said = json.dumps(head | {"text": letter.text, "files": files})
    sys.stdout.buffer.write(said.encode() + b"\n")
    for _, _, content in letter.files:
        sys.stdout.buffer.write(content)
    return 0


def _write_refusal(why: str) -> int:
    sys.stdout.buffer.write(json.dumps({"cannot": why}).encode() + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
