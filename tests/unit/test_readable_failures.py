"""What a failed test says of a page, of a text and of bytes."""

from typing import Literal

import pytest

from tests.support import readable_failures
from tests.support.readable_failures import LastAnswer, explain, visible_lines

PAGE = """<!DOCTYPE html><html><head><title>Ik · Uitweg</title><style>p { color: red }</style></head>
<body><nav>Menu</nav><main>
  <h1>Fatima</h1>
  <p>Je account stopt na <b>31 december</b>.
  </p><p hidden>Nog niet te zien</p>
  <label>Naam <input name="name" value="Fatima"></label>
  <input type="hidden" name="key" value="a1b2"><input type="checkbox" checked> Mail mij
  <script>let x = "klok";</script>
</main></body></html>"""


@pytest.fixture(autouse=True)
def no_last_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readable_failures, "LAST_ANSWERS", [])


def test_the_visible_text_is_what_a_reader_sees() -> None:
    assert visible_lines(PAGE) == [
        "Ik · Uitweg",
        "Menu",
        "Fatima",
        "Je account stopt na 31 december.",
        "Naam",
        "[Fatima]",
        "[x] Mail mij",
    ]


def test_words_that_a_page_lacks_are_named_with_its_visible_text() -> None:
    assert explain("in", "Je account stopt na 1 januari", PAGE) == [
        "'Je account stopt na 1 januari' in this page",
        "  most like it: 'Je account stopt na 31 december.'",
        "  title: Ik · Uitweg",
        "  the visible text:",
        "    Fatima",
        "    Je account stopt na 31 december.",
        "    Naam",
        "    [Fatima]",
        "    [x] Mail mij",
    ]


def test_words_with_a_tag_between_them_are_said_to_be_there_for_a_reader() -> None:
    lines = explain("in", "stopt na 31 december", PAGE) or []

    assert "  a reader does see these words, but with a tag or other spaces between them" in lines


def test_the_page_that_is_printed_below_is_named_and_not_printed_twice() -> None:
    answer = LastAnswer("GET /ik/", 200, "text/html", PAGE.encode())
    readable_failures.LAST_ANSWERS.append(answer)

    assert explain("in", "geheim", PAGE) == ["'geheim' in the page of GET /ik/ (200)"]
    assert [*answer.lines()][:4] == [
        "GET /ik/ was answered with 200 (text/html)",
        "  title: Ik · Uitweg",
        "  the visible text:",
        "    Fatima",
    ]


def test_a_page_as_bytes_is_read_as_a_page() -> None:
    assert explain("in", b"geheim", PAGE.encode()) == explain("in", "geheim", PAGE)


def test_an_attribute_that_a_page_lacks_is_named_with_the_tag_most_like_it() -> None:
    assert '  most like it: \'<input name="name" value="Fatima">\'' in (
        explain("in", 'value="Fatime"', PAGE) or []
    )


def test_words_that_should_not_be_there_are_shown_where_they_stand() -> None:
    assert explain("not in", "[Fatima]", PAGE.replace("<h1>", "<h1>[Fatima] "))[:4] == [
        "'[Fatima]' not in this page",
        "  it stands here:",
        "    Ik · Uitweg",
        "    Menu",
    ]


def test_what_only_the_html_has_is_shown_with_what_is_around_it() -> None:
    lines = explain("not in", "a1b2", PAGE) or []

    assert lines[1] == "  it stands here, where a reader does not see it:"
    assert 'name="key" value="a1b2"' in " ".join(lines)


def test_two_pages_differ_in_the_lines_of_their_text() -> None:
    assert explain("==", PAGE, PAGE.replace("31 december", "1 januari")) == [
        "these two pages have the same text",
        "    @@ -1,3 +1,3 @@",
        "     Fatima",
        "    -Je account stopt na 31 december.",
        "    +Je account stopt na 1 januari.",
        "     Naam",
    ]


def test_a_long_page_is_cut_off() -> None:
    lines = explain("in", "geheim", PAGE + "<p>Regel</p>" * 99) or []
    assert len(lines) < 70

    lines = explain("in", "geheim", "<p>Regel</p>" * 99) or []
    assert lines[-1] == "    … and 39 lines more"


@pytest.mark.parametrize("cipher", [bytes(range(256)), bytearray(b"\x00" * 256)])
def test_bytes_that_are_no_text_are_counted(cipher: bytes) -> None:
    assert explain("==", cipher, b"Fatima") == ["<256 bytes> == 'Fatima'"]
    assert explain("in", b"Fatima", cipher) == ["'Fatima' in <256 bytes>"]


@pytest.mark.parametrize(
    ("op", "left", "right"), [("==", 429, 503), ("in", "a", "<b>short</b>"), ("==", b"a", b"b")]
)
def test_the_rest_is_left_to_pytest(op: str, left: object, right: object) -> None:
    assert explain(op, left, right) is None


def report_of(outcome: Literal["passed", "failed"]) -> pytest.TestReport:
    """Return pytest's report of a test, after our hook had it."""
    report = pytest.TestReport("test_x", ("test_x.py", 1, "test_x"), {}, outcome, None, "call")
    hook = readable_failures.pytest_runtest_makereport()
    next(hook)
    with pytest.raises(StopIteration):
        hook.send(report)
    return report


def test_a_failure_shows_the_last_page_of_its_test() -> None:
    answer = LastAnswer("GET /ik/", 403, "text/html", b"<p>Dit mag je niet zien.</p>")
    readable_failures.LAST_ANSWERS.append(answer)

    assert report_of("passed").sections == []
    assert report_of("failed").sections == [
        (
            "The last page it asked for",
            "GET /ik/ was answered with 403 (text/html)\n"
            "  the visible text:\n    Dit mag je niet zien.",
        )
    ]
