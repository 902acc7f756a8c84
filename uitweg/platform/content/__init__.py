"""Reads content/ (facts, their sources and their wording) into frozen values. No Django."""

from uitweg.platform.content.checking import check
from uitweg.platform.content.loading import all_levels, content_folder, levels, load
from uitweg.platform.content.overview import report
from uitweg.platform.content.own_files import check_installed
from uitweg.platform.content.questions import questions_report
from uitweg.platform.content.strict_yaml import InvalidContent, Problem

__all__ = [
    "InvalidContent",
    "Problem",
    "all_levels",
    "check",
    "check_installed",
    "content_folder",
    "levels",
    "load",
    "questions_report",
    "report",
]
