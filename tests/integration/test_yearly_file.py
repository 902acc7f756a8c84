"""The signed yearly file: what stands on the site, and a signature that anybody can check."""

import io
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from tests.support import people
from tests.support.releases import a_table, release
from uitweg.channel.conversation.models import TeamKey
from uitweg.figures.actions.yearly_file import sign_year
from uitweg.figures.rules.yearly_file import YearlyFile, check_command, prefix_command, zipped
from uitweg.knowledge.published_figures import actions as ledger
from uitweg.knowledge.published_figures.models import LedgerRow
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.keyring import NoKey
from uitweg.platform.accounts.rules import Role
from uitweg.platform.audit.models import AuditEntry
from uitweg.platform.sealing import envelope, signing

YEAR = timezone.localdate().year - 1
ADDRESS = f"/cijfers/{YEAR}/jaarbestand/"


@pytest.fixture
def lead(team):  # type: ignore[no-untyped-def]
    return people.a_member(team, "ruud", Role.LEAD)


@pytest.fixture
def released(team) -> int:  # type: ignore[no-untyped-def]
    return release(
        a_table("act", {("drugs",): 40}, year=YEAR), a_table("act", {("drugs",): 55}, year=YEAR - 1)
    )


def signed(lead) -> YearlyFile:  # type: ignore[no-untyped-def]
    return sign_year(YEAR, by=people.acting(lead, keyring=people.keyring_of(lead)))


def unpacked(file: YearlyFile, into: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped(file))) as archive:
        archive.extractall(into)


def checked(file: YearlyFile, into: Path) -> subprocess.CompletedProcess[str]:
    """Run the two commands of the text beside the file, as its reader would."""
    return subprocess.run(
        ["/bin/sh", "-c", f"{prefix_command(file)} && {check_command(file)}"],
        cwd=into,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.postgres
def test_a_lead_fetches_it_and_that_is_recorded(lead, released) -> None:
    desk = people.at_the_desk(lead)
    page = desk.get("/cijfers/").content.decode()
    answer = desk.post(ADDRESS)
    today = timezone.localdate().isoformat()

    assert f"Jaarbestand {YEAR}, ondertekend" in page
    assert answer.status_code == 200
    assert f"cijfers-{YEAR}-ondertekend-{today}.zip" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == [
            f"cijfers-{YEAR}.csv",
            f"cijfers-{YEAR}.csv.sig",
            "sleutel.pem",
            "LEES-MIJ.txt",
        ]
    line = AuditEntry.objects.get(act="figures:sign")
    assert (line.thing, line.member, line.result) == (f"year:{YEAR}", lead, "done")


def test_it_holds_what_the_site_shows_of_that_year_and_no_more(lead, released, public) -> None:
    on_site = public.get("/cijfers/alles.csv").content.decode("utf-8-sig").splitlines()
    of_year = [line for line in on_site if f";{YEAR};" in line]

    assert signed(lead).csv.decode("utf-8-sig").splitlines() == [on_site[0], *of_year]
    assert of_year


def test_its_recipe_runs_and_a_changed_file_fails_it(lead, released, tmp_path: Path) -> None:
    file = signed(lead)
    unpacked(file, tmp_path)
    good = checked(file, tmp_path)
    text = (tmp_path / "LEES-MIJ.txt").read_text("utf-8")
    changed = tmp_path / file.csv_name
    changed.write_bytes(changed.read_bytes().replace(b";40", b";45"))

    assert (good.returncode, good.stdout.strip()) == (0, "Signature Verified Successfully")
    assert prefix_command(file) in text
    assert check_command(file) in text
    assert checked(file, tmp_path).returncode != 0


def test_the_day_and_the_year_are_signed_along(lead, released) -> None:
    file = signed(lead)
    verify_key = bytes(TeamKey.objects.get().verify_key)
    other = envelope.context("figures-file", str(YEAR - 1), file.signed_on.isoformat())
    later = file.signed_on + timedelta(days=1)
    another_day = envelope.context("figures-file", str(YEAR), later.isoformat())

    assert signing.verify(verify_key, file.context, file.csv, file.signature)
    for context in (other, another_day, envelope.context("answer-signature", "", "")):
        assert not signing.verify(verify_key, context, file.csv, file.signature)


def test_its_key_stands_on_the_public_site_also_when_it_is_retired(lead, released, public) -> None:
    file = signed(lead)
    present = public.get("/cijfers/sleutels.pem")
    TeamKey.objects.update(retired_at=timezone.now())
    retired = public.get("/cijfers/sleutels.pem").content.decode()

    assert file.key in present.content.decode()
    assert "In gebruik sinds" in present.content.decode()
    assert file.key in retired
    assert "tot en met" in retired
    assert public.post("/cijfers/sleutels.pem").status_code == 405


def test_whose_key_is_not_the_teams_present_one_signs_nothing(lead, released) -> None:
    keyring = people.keyring_of(lead)
    TeamKey.objects.create(
        key_id=b"another!", public_key=b"p", verify_key=b"v" * 32, since=timezone.now()
    )
    with pytest.raises(NoKey):
        sign_year(YEAR, by=people.acting(lead, keyring=keyring))
    assert not AuditEntry.objects.filter(act="figures:sign").exists()


def test_what_was_taken_off_or_never_released_is_not_signed(lead, released) -> None:
    desk = people.at_the_desk(lead)
    never_released = desk.post(f"/cijfers/{YEAR - 9}/jaarbestand/")
    ledger.add_withdrawal(released, now=timezone.now())
    taken_off = desk.post(ADDRESS)

    assert (never_released.status_code, taken_off.status_code) == (409, 409)
    assert "staat er niets op de site" in taken_off.content.decode()
    assert "Jaarbestand" not in desk.get("/cijfers/").content.decode()
    assert not AuditEntry.objects.filter(act="figures:sign").exists()


def test_nothing_is_signed_of_a_ledger_that_was_tampered_with(lead, released) -> None:
    row = LedgerRow.objects.get()
    LedgerRow.objects.filter(pk=row.pk).update(tables=row.tables.replace("40", "45"))

    with pytest.raises(NotPossible, match="ledger-broken"):
        signed(lead)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD], ids=str)
def test_nobody_but_the_lead_signs(team, released, role: Role) -> None:
    desk = people.at_the_desk(people.a_member(team, "petra", role))

    assert desk.post(ADDRESS).status_code == 403
    assert "Jaarbestand" not in desk.get("/cijfers/").content.decode()


def test_a_stranger_signs_nothing_and_a_link_signs_nothing(lead, released) -> None:
    assert Client().post(ADDRESS).status_code in (302, 403)
    assert people.at_the_desk(lead).get(ADDRESS).status_code == 405
    assert not AuditEntry.objects.filter(act="figures:sign").exists()
