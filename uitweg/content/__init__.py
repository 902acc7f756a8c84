"""Reads content/ (facts, their sources and their words) into frozen values. Knows no Django."""

from uitweg.content.checking import check
from uitweg.content.loading import levels, load
from uitweg.content.overview import report
from uitweg.content.reading import Problem, Refused

__all__ = ["Problem", "Refused", "check", "levels", "load", "report"]
