"""Proof of work: a challenge for one message, and the check of its solution (ALTCHA v2).

The number to find comes from a bounded range, so nobody needs to search for long. Making a
challenge costs one PBKDF2 run, checking a solution two hashes.
"""

import secrets
import time

from altcha.v2 import Payload, create_challenge, verify_solution

from uitweg.platform.sealing import tokens

KIND = "PBKDF2/SHA-256"
ITERATIONS = 1000
SOLUTION_LASTS_SECONDS = 600
LONGEST_SOLUTION = 2000  # characters; a real solution has about 850


def challenge(secret: bytes, about: bytes, *, most: int) -> dict[str, object]:
    """Make a challenge for the message that `about` identifies, solved in at most `most` tries."""
    created = create_challenge(
        KIND,
        ITERATIONS,
        counter=secrets.randbelow(most),
        expires_at=int(time.time()) + SOLUTION_LASTS_SECONDS,
        data={"for": about.hex(), "most": most},
        hmac_secret=tokens.derive(secret, "work"),
        hmac_key_secret=tokens.derive(secret, "work key"),
    )
    as_json: dict[str, object] = created.to_dict()
    return as_json


def is_solution(secret: bytes, about: bytes, solution: object, *, least: int) -> bool:
    """Return whether this solves an unexpired challenge of ours for this message.

    A challenge of fewer than `least` tries does not count: it may have been collected before a
    flood began.
    """
    if not isinstance(solution, str) or len(solution) > LONGEST_SOLUTION:
        return False
    try:
        payload = Payload.from_base64(solution)
        data = payload.challenge.parameters.data or {}
        if data.get("for") != about.hex() or int(data["most"]) < least:
            return False
        verdict = verify_solution(
            payload,
            tokens.derive(secret, "work"),
            hmac_key_secret=tokens.derive(secret, "work key"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        return False
    return bool(verdict.verified)
