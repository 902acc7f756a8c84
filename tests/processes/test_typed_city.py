"""From an empty Debian to the first answered report, by the written steps alone.

The tests stand in the order of a day: each goes on with the city of the one before.
"""

import json
import shlex
from collections.abc import Iterator

import pytest

from tests.support.settings_files import NASTY_VALUES
from tests.support.typed_city import AS_SUPERUSER, NEXT_VERSION, TypedCity, empty_city
from uitweg.version import VERSION

pytestmark = pytest.mark.long
START, UPGRADING, BACKUP = "docs/start.md", "docs/upgrading.md", "docs/backup.md"
STEPS_OF_A_NEW_VERSION = (
    "A backup, and the new code beside the old",
    "The new version in the place of the old",
    "Look, and open",
)
CLEAN = """
import io, pikepdf
from PIL import Image
from uitweg.platform.sandbox.clean.run import clean_file
picture, paper = io.BytesIO(), io.BytesIO()
Image.new("RGB", (300, 200), "red").save(picture, "JPEG", exif=b"Exif\\0\\0Somebody")
with pikepdf.new() as pdf:
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = "Somebody"
    pdf.save(paper)
for content, kind in ((picture, "picture"), (paper, "pdf")):
    print(b"Somebody" in content.getvalue(), b"Somebody" in clean_file(content.getvalue(), kind).content)
"""
WRITE = """
for path in ("/srv/uitweg/code/mine", "/etc/mine", "/var/lib/uitweg-public/mine", "/home/mine"):
    try:
        open(path, "w")
        print("wrote", path)
    except OSError:
        pass
print(open("/proc/self/status").read())
"""
SHOW = "import json, os; print(json.dumps(dict(os.environ)))"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TypedCity]:
    with empty_city(tmp_path_factory.mktemp("typed")) as city:
        yield city


def test_from_an_empty_debian_to_the_first_answered_report(
    city: TypedCity, capsys: pytest.CaptureFixture[str]
) -> None:
    city.give_code()
    printed = city.type_steps(START, "1. The machine, its users and folders", "7. Monitoring")
    city.first_answered_report(printed)

    with capsys.disabled():
        print(f"\n{city.minutes:.1f} minutes until the first answered report")
        for step, seconds in city.typed:
            print(f"{seconds:6.1f} s  {step.splitlines()[-1][:90]}")


def test_each_step_may_be_typed_again(city: TypedCity) -> None:
    again = city.type("/srv/uitweg/code/run prepare")
    city.type_steps(START, "2. PostgreSQL")

    assert {line.split()[0] for line in again.splitlines()} == {"is"}


def test_systemd_reads_the_settings_as_uitweg_does(city: TypedCity) -> None:
    lines = "".join(f"V{n}={written}\n" for n, (written, _) in enumerate(NASTY_VALUES))
    (city.debian.tree / "srv/nasty.env").write_text(lines)
    run = "systemd-run --quiet --wait --pipe --property=EnvironmentFile=/srv/nasty.env"
    read = json.loads(city.type(f"{run} python3 -c {shlex.quote(SHOW)}"))

    assert {n: read.get(f"V{n}") for n in range(len(NASTY_VALUES))} == {
        n: value for n, (_, value) in enumerate(NASTY_VALUES)
    }


def test_a_strangers_file_is_cleaned_under_the_units_restrictions(city: TypedCity) -> None:
    box = city.type(city.as_unit("/srv/uitweg/code/run doctor"))

    assert "WRONG" not in box.partition("\n\n")[0]
    assert city.type(city.in_python(CLEAN)) == "True False\nTrue False\n"


def test_a_unit_writes_in_its_own_folder_only(city: TypedCity) -> None:
    told = city.type(city.in_python(WRITE))

    assert "wrote" not in told
    assert "CapBnd:\t0000000000000000" in told
    assert "NoNewPrivs:\t1" in told


def test_root_and_the_other_door_read_nothing_that_is_not_theirs(city: TypedCity) -> None:
    for refused in (
        "/srv/uitweg/code/run backup /srv/backup.tar",
        "runuser -u uitweg-public -- cat /etc/uitweg/staff.env",
        "runuser -u uitweg-public -- ls /var/lib/uitweg-staff",
        "runuser -u uitweg-public -- uitweg doctor",
        "runuser -u uitweg-public -- psql uitweg -c 'select 1'",
    ):
        assert city.debian.shell(refused).returncode != 0, refused


def test_the_nightly_backup_is_made_by_its_unit(city: TypedCity) -> None:
    def made() -> int:
        return city.type("ls -l /var/backups/uitweg").count("-rw------- 1 uitweg-staff")

    before = made()
    city.type("systemctl start uitweg-backup.service")

    assert (before, made()) == (1, 2)  # the first one was made in step 6


def test_the_parts_outlive_the_database_and_being_killed(city: TypedCity) -> None:
    city.type("systemctl stop postgresql && sleep 10 && systemctl start postgresql")
    city.type("systemctl kill --signal=KILL uitweg-public uitweg-staff uitweg-worker")
    city.wait_for_doors()

    city.still_works()


def test_a_new_version_by_the_written_steps(
    city: TypedCity, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city.give_next_version(tmp_path_factory.mktemp("next") / "code")
    for heading in STEPS_OF_A_NEW_VERSION:
        city.type_steps(UPGRADING, heading)

    assert city.version() == NEXT_VERSION
    city.still_works()


def test_the_way_back_to_the_version_before(city: TypedCity) -> None:
    city.type_steps(UPGRADING, "The way back")
    city.wait_for_doors()

    assert city.version() == VERSION
    city.still_works()


def test_a_restore_is_rehearsed_and_then_needed(city: TypedCity) -> None:
    city.type("systemctl start uitweg-backup.service")
    city.type_steps(BACKUP, "Rehearse it")
    city.lose_everything()
    city.type_steps(BACKUP, "Restore")
    city.wait_for_doors()

    city.still_works()


def test_back_to_a_moment(city: TypedCity) -> None:
    city.type_steps(BACKUP, "Every change, kept as it is written")
    city.wait_for_doors()
    city.still_works()
    city.filled_in["MOMENT"] = city.type(f"{AS_SUPERUSER} --command='select now()'").strip()
    city.lose_everything()
    city.type(f"{AS_SUPERUSER} --command='select pg_switch_wal()'")
    city.type_steps(BACKUP, "Back to a moment")
    city.wait_for_doors()

    city.still_works()
