"""The version of Uitweg, in this one place; pyproject.toml reads it here."""

VERSION = "0.1.0"
