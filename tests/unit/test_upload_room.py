"""How much room files get and what they cost, for any disk there could be."""

from hypothesis import given
from hypothesis import strategies as st

from uitweg.channel.admission.rules.load import EASY_WORK, HARDEST_WORK
from uitweg.channel.attachments.rules import upload_room
from uitweg.channel.attachments.rules.upload_room import UploadCounts
from uitweg.channel.conversation.rules.sizes import CHUNKS_PER_UPLOAD, least_free_bytes

bytes_ = st.integers(0, 2**42)
counts = st.builds(UploadCounts, unnamed=bytes_, per_hour=bytes_, per_minute=bytes_, free=bytes_, disk=bytes_)  # fmt: skip


def test_the_room_follows_what_is_free() -> None:
    rooms = [
        upload_room.room_for_uploads(UploadCounts(free=free * 2**30, disk=2**37)) / 2**30
        for free in (0, 1, 8.5, 64.5)
    ]

    assert rooms == [0, 1 / 16, 1, 8]


def test_without_a_message_files_take_an_eighth_of_what_is_free_and_not_a_byte_more() -> None:
    disk = 2**33
    now = UploadCounts(unnamed=60, free=least_free_bytes(disk) + 800, disk=disk)

    assert upload_room.room_for_uploads(now) == 100
    assert upload_room.has_room(now, 40)
    assert not upload_room.has_room(now, 41)
    assert upload_room.has_room(now, 41, named=True)


def test_what_must_stay_free_on_the_disk_stays_free() -> None:
    disk = 2**33
    now = UploadCounts(free=least_free_bytes(disk) + 80, disk=disk)

    assert upload_room.has_room(now, 80, named=True)
    assert not upload_room.has_room(now, 81, named=True)


def test_above_the_room_of_an_hour_each_minute_takes_a_sixtieth() -> None:
    disk = 2**33
    free = least_free_bytes(disk) + 8 * 6000  # a room of 6,000 bytes, 100 a minute

    def takes(*, per_minute: int) -> bool:
        now = UploadCounts(per_hour=6000, per_minute=per_minute, free=free, disk=disk)
        return upload_room.has_room(now, 1, named=True)

    assert takes(per_minute=99)
    assert not takes(per_minute=100)


def test_work_is_asked_from_a_quarter_of_the_room_and_is_hardest_from_three_quarters() -> None:
    disk = 2**33
    free = least_free_bytes(disk) + 8 * 1000  # a room of 1,000 bytes

    def work(unnamed: int, *, flooded: bool = False) -> int:
        now = UploadCounts(unnamed=unnamed, free=free, disk=disk)
        return upload_room.required_work(now, chunks=CHUNKS_PER_UPLOAD, flooded=flooded)

    assert work(249) == 0
    assert work(250) == EASY_WORK
    assert work(750) == HARDEST_WORK
    assert work(0, flooded=True) == work(500) == EASY_WORK + (HARDEST_WORK - EASY_WORK) // 2


@given(counts, st.integers(1, CHUNKS_PER_UPLOAD))
def test_work_is_bounded_and_asked_before_anything_is_refused(
    now: UploadCounts, chunks: int
) -> None:
    most = upload_room.required_work(now, chunks=chunks)

    assert 0 <= most <= HARDEST_WORK
    small = upload_room.room_for_uploads(now) < 2**20
    enough_on_the_disk = now.free - 2**16 >= least_free_bytes(now.disk)
    if most == 0 and enough_on_the_disk and not small:
        assert upload_room.has_room(now, 2**16)


@given(counts, bytes_)
def test_a_minute_behind_the_bound_of_an_hour_still_takes_files(
    now: UploadCounts, hour: int
) -> None:
    behind = UploadCounts(per_hour=hour, free=now.free + 2**31, disk=2**33)

    assert upload_room.has_room(behind, 2**20)


@given(counts)
def test_what_gives_way_leaves_half_of_the_room(now: UploadCounts) -> None:
    gone = upload_room.bytes_that_give_way(now)

    assert 0 <= gone <= now.unnamed
    assert now.unnamed - gone <= upload_room.room_for_uploads(now) / 2 or not gone
