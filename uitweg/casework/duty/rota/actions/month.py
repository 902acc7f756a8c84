"""The rota of a month as its page shows it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain

from django.urls import reverse
from django.utils import timezone

from uitweg.casework.duty.rota.rules import (
    DAY,
    Column,
    MonthSpan,
    NamedPeriod,
    begins_after_midnight,
    columns_of,
    day_in_table,
    hours_of,
    monday_of,
    odd_length,
    split_by_day,
)
from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import Shift, SwapRequest
from uitweg.casework.duty.shifts.rules import (
    PLANNED_AHEAD,
    StaffedShift,
    SwapState,
    TimeSpan,
    double_booked,
    uncovered,
)
from uitweg.platform.accounts.models import Member
from uitweg.platform.days import holiday_names


@dataclass(frozen=True)
class ShiftCell:
    """One shift in the table; `hours` is empty when its column says them already."""

    shift: Shift
    hours: str
    length: str
    is_own: bool
    is_own_backup: bool
    is_double: bool
    is_swap_asked: bool
    counts: bool
    backup_counts: bool


@dataclass
class RotaDay:
    """One day of the table: the shifts of each column, and the hours for which there is none."""

    day: date
    holiday: str
    is_today: bool
    is_outside: bool
    cells: list[list[ShiftCell]]
    unplanned: list[str] = field(default_factory=list)

    @property
    def is_weekend(self) -> bool:
        return self.day.weekday() > 4 or bool(self.holiday)


@dataclass(frozen=True)
class RotaWeek:
    """One week of the table; a phone shows only the week that `is_shown`."""

    monday: date
    is_shown: bool
    days: list[RotaDay]

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        return self.monday + 6 * DAY

    @property
    def previous(self) -> date:
        return self.monday - 7 * DAY

    @property
    def next(self) -> date:
        return self.monday + 7 * DAY


@dataclass(frozen=True)
class RotaMonth:
    """A month of the rota; `is_beyond` when it lies further ahead than shifts are planned."""

    span: MonthSpan
    columns: list[Column]
    weeks: list[RotaWeek]
    has_unplanned: bool
    is_empty: bool
    is_beyond: bool

    @property
    def shown_week(self) -> RotaWeek:
        return next(week for week in self.weeks if week.is_shown)

    @property
    def has_after_midnight(self) -> bool:
        """Whether some shift stands with the day before the one it begins on."""
        cells = (cell for week in self.weeks for day in week.days for cell in chain(*day.cells))
        return any(begins_after_midnight(cell.shift.starts_at) for cell in cells)

    @property
    def width(self) -> int:
        """The number of columns of the table."""
        return 1 + len(self.columns) + self.has_unplanned


def load_month(span: MonthSpan, *, week: date, reader: Member, now: datetime) -> RotaMonth:
    """Return this month as `reader` sees it; `week` is the Monday of the week a phone shows."""
    shown = span.shown
    around = list(Shift.objects.between(shown.starts_at - DAY, shown.ends_at + DAY))
    rows = [row for row in around if shown.starts_at <= row.starts_at < shown.ends_at]
    columns = columns_of(NamedPeriod(row.name, row.period) for row in rows)
    table = _empty_table(span, columns, now=now)
    cells = CellMaker(around, columns, reader=reader, now=now)
    for row in rows:
        place = [column.name for column in columns].index(row.name)
        table[day_in_table(row.starts_at)].cells[place].append(cells.cell(row))
    _add_unplanned(table, around, shown, now=now)
    mondays = span.mondays
    week = week if week in mondays else mondays[0]
    return RotaMonth(
        span=span,
        columns=columns,
        weeks=[
            RotaWeek(monday, monday == week, [table[monday + n * DAY] for n in range(7)])
            for monday in mondays
        ],
        has_unplanned=any(day.unplanned for day in table.values()),
        is_empty=not rows,
        is_beyond=span.first_day > timezone.localdate(now + PLANNED_AHEAD),
    )


def _empty_table(span: MonthSpan, columns: list[Column], *, now: datetime) -> dict[date, RotaDay]:
    days = [monday + n * DAY for monday in span.mondays for n in range(7)]
    return {
        day: RotaDay(
            day=day,
            holiday=holiday_names(day.year).get(day, ""),
            is_today=day == timezone.localdate(now),
            is_outside=not span.first_day <= day <= span.last_day,
            cells=[[] for _ in columns],
        )
        for day in days
    }


class CellMaker:
    """What the cells of one table need to know together, asked once."""

    def __init__(
        self, rows: list[Shift], columns: list[Column], *, reader: Member, now: datetime
    ) -> None:
        self._reader = reader.pk
        self._hours = {column.name: column.hours for column in columns}
        self._double = {
            shift for pair in double_booked([r.staffed for r in rows]) for shift in pair
        }
        asked = SwapRequest.objects.filter(state=SwapState.WAITING)
        self._asked = {pk for pair in asked.values_list("shift", "in_return") for pk in pair}
        members = members_for_duty(today=timezone.localdate(now))
        self._members = set(members.values_list("pk", flat=True))

    def cell(self, row: Shift) -> ShiftCell:
        hours = "" if self._hours[row.name] else hours_of(row.period)
        return ShiftCell(
            shift=row,
            hours=hours if row.member_id else hours_of(row.period),
            length=odd_length(row.period),
            is_own=self._reader == row.member_id,
            is_own_backup=self._reader == row.backup_id,
            is_double=row.staffed in self._double,
            is_swap_asked=row.pk in self._asked,
            counts=row.member_id in self._members,
            backup_counts=row.backup_id in self._members,
        )


def _add_unplanned(
    table: dict[date, RotaDay], rows: list[Shift], shown: TimeSpan, *, now: datetime
) -> None:
    """Say for which hours there is no shift at all, as far as shifts are planned."""
    began = Shift.objects.order_by("starts_at").values_list("starts_at", flat=True).first()
    if began is None:
        return
    first = max(shown.starts_at, began)
    last = min(shown.ends_at, now + PLANNED_AHEAD - timedelta(days=1))
    if first >= last:
        return
    planned = [StaffedShift(row.period, 0) for row in rows]
    for gap in uncovered(planned, within=TimeSpan(first, last)):
        for day, part in split_by_day(gap):
            table[day].unplanned.append(hours_of(part))


def week_to_show(day: date, span: MonthSpan) -> date:
    """Return the Monday of the week with this day when the month has it, else of its first."""
    monday = monday_of(day)
    return monday if monday in span.mondays else span.mondays[0]


def rota_at(shift: Shift) -> str:
    """Return the address of the month, and on a phone the week, in which a shift stands."""
    day = day_in_table(shift.starts_at)
    return f"{reverse('rota')}?week={day:%Y-%m-%d}#dienst-{shift.pk}"
