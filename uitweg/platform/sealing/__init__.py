"""All cryptography of Uitweg: encryption, signatures, codes, secrets. No Django.

`docs/crypto.md` says who can read what, and which test proves it.
"""
