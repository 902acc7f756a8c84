"""Reads content/ (facts, their sources and their wording) into frozen values. No Django."""

from uitweg.platform.content.checks.checking import check
from uitweg.platform.content.checks.overview import report
from uitweg.platform.content.checks.questions import questions_report
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem
from uitweg.platform.content.loading import all_levels, content_folder, levels, load
from uitweg.platform.content.own_files import check_installed

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
