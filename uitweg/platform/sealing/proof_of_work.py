"""Proof of work: a challenge for one message, and the check of its solution (ALTCHA v2).

The number to find is drawn from a bounded range, so nobody is unlucky for long. To make a
challenge costs one stretch, to check a solution two hashes.
"""

import secrets
import time

from altcha.v2 import Payload, create_challenge, verify_solution

from uitweg.platform.sealing import tokens

KIND = "PBKDF2/SHA-256"
ITERATIONS = 1000
SOLUTION_LASTS_SECONDS = 600
LONGEST_SOLUTION = 2000  # characters of a solution; ours are some 850


def challenge(secret: bytes, about: bytes, *, most: int) -> dict[str, object]:
    """Make a challenge for the message that `about` names, to be found in at most `most` tries."""
    made = create_challenge(
        KIND,
        ITERATIONS,
        counter=secrets.randbelow(most),
        expires_at=int(time.time()) + SOLUTION_LASTS_SECONDS,
        data={"for": about.hex()},
        hmac_secret=tokens.derive(secret, "work"),
        hmac_key_secret=tokens.derive(secret, "work key"),
    )
    read: dict[str, object] = made.to_dict()
    return read


def is_solution(secret: bytes, about: bytes, solution: object) -> bool:
    """Say whether this solves a living challenge of ours for this message."""
    if not isinstance(solution, str) or len(solution) > LONGEST_SOLUTION:
        return False
    try:
        payload = Payload.from_base64(solution)
        if payload.challenge.parameters.data != {"for": about.hex()}:
            return False
        found = verify_solution(
            payload,
            tokens.derive(secret, "work"),
            hmac_key_secret=tokens.derive(secret, "work key"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return bool(found.verified)
