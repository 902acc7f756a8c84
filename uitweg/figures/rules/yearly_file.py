"""The signed file of the figures of one year: what is in the zip, and how one checks it."""

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import date

from uitweg.knowledge.published_figures.rules.released_tables import Release

SIGNED_AS = "figures-file"
"""The first part of the context in which it is signed, so that no answer can pass for a file."""


@dataclass(frozen=True)
class YearlyFile:
    """The figures of a year as CSV, signed on a day.

    `signature` is 64 bytes of Ed25519, `key` the public half in PEM, `context` what was signed
    before the zero byte and the CSV; `keys_url` is where the team's public keys stand.
    """

    city: str
    year: int
    signed_on: date
    csv: bytes
    signature: bytes
    key: str
    context: bytes
    keys_url: str

    @property
    def name(self) -> str:
        return f"cijfers-{self.year}-ondertekend-{self.signed_on.isoformat()}.zip"

    @property
    def csv_name(self) -> str:
        return f"cijfers-{self.year}.csv"


def context_parts(year: int, signed_on: date) -> tuple[str, str, str]:
    """Return what is signed along with the file: for what, of which year, on which day."""
    return SIGNED_AS, str(year), signed_on.isoformat()


def releases_of(year: int, releases: list[Release]) -> list[Release]:
    """Return the releases that have tables of this year, with those tables only."""
    of_year = [
        replace(each, tables=tuple(table for table in each.tables if table.year == year))
        for each in releases
    ]
    return [each for each in of_year if each.tables]


def zipped(file: YearlyFile) -> bytes:
    """Return the zip: the CSV, its signature, the key, and how to check it."""
    parts = {
        file.csv_name: file.csv,
        f"{file.csv_name}.sig": file.signature,
        "sleutel.pem": file.key.encode(),
        "LEES-MIJ.txt": how_to_check(file).encode(),
    }
    content = io.BytesIO()
    moment = (file.signed_on.year, file.signed_on.month, file.signed_on.day, 0, 0, 0)
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, moment), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def how_to_check(file: YearlyFile) -> str:
    """Return the text beside the file, with the two commands that check it."""
    return f"""Cijfers over {file.year} van {file.city}
Ondertekend op {file.signed_on.isoformat()}

{file.csv_name} heeft alle tabellen over {file.year} die op die dag op onze site
stonden, in dezelfde kolommen als alles.csv daar. Aantallen onder de acht en wat
die zou verraden staan er niet in. Elk getal is afgerond op vijf.

Zo controleer je dat het bestand van ons is en niet veranderd:

1. Vergelijk sleutel.pem met de sleutels op onze site. Staat hij daar niet, of
   was hij op {file.signed_on.isoformat()} niet meer in gebruik, vertrouw het dan niet:
   {file.keys_url}

2. Zet de context voor het bestand en controleer de handtekening (Ed25519),
   met OpenSSL 3:

   {prefix_command(file)}
   {check_command(file)}

   Er staat dan: Signature Verified Successfully
"""


def prefix_command(file: YearlyFile) -> str:
    """Return the shell command that writes what was signed."""
    return f"printf '{file.context.decode()}\\0' | cat - {file.csv_name} > ondertekend.bin"


def check_command(file: YearlyFile) -> str:
    """Return the shell command that checks the signature."""
    return (
        "openssl pkeyutl -verify -pubin -inkey sleutel.pem -rawin -in ondertekend.bin "
        f"-sigfile {file.csv_name}.sig"
    )
