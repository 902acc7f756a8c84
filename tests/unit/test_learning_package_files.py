"""The zip files for learning systems: the same bytes each time, and links that work from anywhere."""

import io
from zipfile import ZipFile

from uitweg.materials.learning_packages import linked_to_site, zipped

SITE = "https://stad.example"


def test_a_zip_has_the_same_bytes_each_time_and_no_time_of_today() -> None:
    files = {"imsmanifest.xml": b"<manifest/>", "index.html": b"<!doctype html>" * 99}

    package = zipped(files)

    assert package == zipped(files)
    with ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_a_page_of_ours_is_linked_with_its_whole_address_in_a_window_of_its_own() -> None:
    html = linked_to_site('<a class="btn" href="/hulp/">Hulp</a>', SITE)
    assert html == (
        '<a href="https://stad.example/hulp/" target="_blank" rel="noreferrer" class="btn">Hulp</a>'
    )


def test_another_site_is_asked_for_in_a_window_of_its_own() -> None:
    html = linked_to_site('<a href="https://www.fier.nl" rel="noreferrer">Fier</a>', SITE)
    assert html == '<a href="https://www.fier.nl" target="_blank" rel="noreferrer">Fier</a>'


def test_telephone_links_and_links_within_the_page_stay() -> None:
    html = (
        '<a href="tel:112">112</a> <a class="btn" href="#d2">Verder</a> <abbr title="/x">x</abbr>'
    )
    assert linked_to_site(html, SITE) == html
