"""What a member can open while they are in: the team's private keys, never stored open."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from uitweg.platform.sealing import envelope


class NoKey(Exception):
    """This member does not hold the key that this was sealed to."""


@dataclass(frozen=True)
class TeamKeys:
    """The private halves of one team key: the KEM seed (32 bytes) and the signing seed (32)."""

    seed: bytes
    signing_seed: bytes

    def to_bytes(self) -> bytes:
        return json.dumps([_text(self.seed), _text(self.signing_seed)]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "TeamKeys":
        seed, signing_seed = json.loads(raw)
        return cls(seed=b64decode(seed), signing_seed=b64decode(signing_seed))


@dataclass(frozen=True)
class Keyring:
    """The member's own seed and the team keys that were given to them, by key id."""

    seed: bytes
    team: dict[bytes, TeamKeys] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.team)

    def keys_for(self, key_id: bytes) -> TeamKeys:
        try:
            return self.team[key_id]
        except KeyError:
            raise NoKey from None

    def seed_for(self, sealed: bytes) -> bytes:
        """Return the team seed that opens this envelope. Raises NoKey, Malformed."""
        return self.keys_for(envelope.inspect(sealed).key_id).seed

    def to_bytes(self) -> bytes:
        team = {key_id.hex(): _text(keys.to_bytes()) for key_id, keys in self.team.items()}
        return json.dumps({"seed": _text(self.seed), "team": team}).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Keyring":
        read = json.loads(raw)
        team = {
            bytes.fromhex(k): TeamKeys.from_bytes(b64decode(v)) for k, v in read["team"].items()
        }
        return cls(seed=b64decode(read["seed"]), team=team)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
