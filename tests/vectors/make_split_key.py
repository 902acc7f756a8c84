"""Make split_key.json anew: `python tests/vectors/make_split_key.py` (it changes every value)."""

import json
from pathlib import Path

from uitweg.platform.sealing import box, split_key
from uitweg.platform.sealing.wire import context

PUBLIC_ID = "00112233445566778899aabbccddeeff"


def main() -> None:
    link_half, server_half, answer_half = (
        split_key.new_link_half(),
        split_key.new_half(),
        split_key.new_half(),
    )
    key = split_key.link_key(link_half, server_half)
    text = "Kan hij vannacht bij u slapen? Daan, 16 jaar. İ é 🙂"
    sealed = box.lock(key, context("partners_package", PUBLIC_ID, "sealed_content"), text.encode())
    made = {
        "source": "make_split_key.py, from uitweg/platform/sealing/split_key.py and box.py",
        "publicId": PUBLIC_ID,
        "linkHalf": link_half.hex(),
        "serverHalf": server_half.hex(),
        "answerHalf": answer_half.hex(),
        "linkKey": key.hex(),
        "answerToken": split_key.answer_token(link_half, answer_half).hex(),
        "linkProof": split_key.link_proof(link_half).hex(),
        "text": text,
        "sealed": sealed.hex(),
    }
    path = Path(__file__).with_name("split_key.json")
    path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
