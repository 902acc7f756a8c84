"""The private keys a member has during a session; they are only ever stored encrypted."""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field

from uitweg.platform.sealing import envelope


class NoKey(Exception):
    """The member does not have the key that this was encrypted to."""


@dataclass(frozen=True)
class TeamKeys:
    """The private halves of one team key: decryption seed and signing seed, 32 bytes each."""

    seed: bytes
    signing_seed: bytes

    def to_bytes(self) -> bytes:
        return json.dumps([_base64(self.seed), _base64(self.signing_seed)]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "TeamKeys":
        seed, signing_seed = json.loads(raw)
        return cls(seed=b64decode(seed), signing_seed=b64decode(signing_seed))


@dataclass(frozen=True)
class Keyring:
    """The member's own seed, and the team keys given to them by key id. False without team keys."""

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
        """Return the team seed that decrypts this envelope. Raises NoKey, Malformed."""
        return self.keys_for(envelope.inspect(sealed).key_id).seed

    def to_bytes(self) -> bytes:
        team = {key_id.hex(): _base64(keys.to_bytes()) for key_id, keys in self.team.items()}
        return json.dumps({"seed": _base64(self.seed), "team": team}).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Keyring":
        stored = json.loads(raw)
        team = {
            bytes.fromhex(key_id): TeamKeys.from_bytes(b64decode(keys))
            for key_id, keys in stored["team"].items()
        }
        return cls(seed=b64decode(stored["seed"]), team=team)


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
