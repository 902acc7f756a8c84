"""Where the public keys stand with which the team signs."""

SIGNING_KEYS_PATH = "/cijfers/sleutels.pem"
