"""A measured figure, with its target, its floor and what peers reach."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`target` is such as "≤ 30" or "≥ 1000", or "" for none."""

    name: str
    value: float
    unit: str
    target: str = ""
    floor: str = ""
    peer: str = ""

    @property
    def met(self) -> bool | None:
        if not self.target:
            return None
        sign, limit = self.target.split()
        return self.value <= float(limit) if sign == "≤" else self.value >= float(limit)

    def row(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}


def table(figures: list[Figure]) -> str:
    """Return the figures as a table of plain text."""
    marks = {True: "ok", False: "MISSED", None: ""}
    head = ("what", "measured", "target", "", "floor, same run", "peer")
    rows = [
        (
            figure.name,
            f"{figure.value:g} {figure.unit}",
            figure.target,
            marks[figure.met],
            figure.floor,
            figure.peer,
        )
        for figure in figures
    ]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = (
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True))
        for row in [head, *rows]
    )
    return "\n".join(line.rstrip() for line in lines)


def quantile(values: list[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
