"""Moments at which software that counts days and hours goes wrong; `./run test long` tries each."""

# for UITWEG_TEST_MOMENT, see tests/support/clock.py: the moment, and what is special about it
MOMENTS = {
    "2026-12-02T23:30": "half an hour before midnight: what takes an hour ends tomorrow",
    "2026-12-06T12:00": "a Sunday: no working day",
    "2026-12-31T23:30": "half an hour before another year",
    "2027-03-28T01:45+01:00": "a quarter of an hour before 02:00, which is 03:00 that night",
    "2027-03-28T03:30+02:00": "after an hour that did not exist: this day has 23",
    "2026-10-25T02:30+02:00": "02:30 for the first time that night: this day has 25 hours",
    "2026-10-25T02:30+01:00": "02:30 for the second time that night",
}
