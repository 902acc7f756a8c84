"""One measured figure, beside its floor, the peer and the limit we hold ourselves to."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`target` reads "≤ 30" or "≥ 1000"; without one there is nothing to meet."""

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
    """Return the figures as lines for a screen."""
    marks = {True: "ok", False: "MISSED", None: ""}
    head = ("what", "measured", "target", "", "floor, same run", "peer")
    rows = [
        (f.name, f"{f.value:g} {f.unit}", f.target, marks[f.met], f.floor, f.peer) for f in figures
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
