"""The shelf and the headers: what a browser gets, whatever it asks for."""

import gzip

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.sealing.tokens import csp_hash
from uitweg.platform.ui.assets import asset_path
from uitweg.site.web.page_headers import COMMON_HEADERS, headers_for, policy_for
from uitweg.site.web.published import PublishedAnswer, Shelf, publish

PAGE = "<!doctype html><style>b{color:red}</style><body><p>" + "Er is een weg uit. " * 40 + "</p>"
SCRIPT = b"let a = 1;\n" * 60


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return publish(
        {"/": PAGE, "/check/": PAGE, "/kort/": "ab"},
        {asset_path("seal.js", SCRIPT): (SCRIPT, "text/javascript")},
        private=frozenset({"/check/"}),
        failures={413: PAGE},
        texts={"/.well-known/security.txt": "Contact: https://stad.example\n"},
    )


def ask(
    shelf: Shelf, path: str = "/", encoding: str = "", tag: str = "", method: str = "GET"
) -> PublishedAnswer:
    answer = shelf.answer(method, path, encoding, tag)
    assert answer is not None
    return answer


def header(answer: PublishedAnswer, name: str) -> str:
    return dict(answer.headers).get(name, "")


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("GZIP ; q=1.0", "gzip"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("identity;q=1, br;q=0.5", ""),
        ("identity;q=0, *;q=0", ""),
        ("br;q=nonsense", ""),
        ("", ""),
        (",;,q=", ""),
    ],
)
def test_the_best_encoding_the_browser_takes_is_chosen(
    shelf: Shelf, asked: str, given: str
) -> None:
    assert header(ask(shelf, encoding=asked), "content-encoding") == given


def test_each_encoding_holds_the_same_page(shelf: Shelf) -> None:
    assert brotli.decompress(ask(shelf, encoding="br").body).decode() == PAGE
    assert gzip.decompress(ask(shelf, encoding="gzip").body).decode() == PAGE
    assert ask(shelf).body.decode() == PAGE


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_header_a_stranger_sends_breaks_the_shelf(encoding: str, tag: str) -> None:
    answer = ask(publish({"/": "ab"}, {}), encoding=encoding, tag=tag)

    assert answer.status in (200, 304)


def test_a_page_already_known_is_not_sent_again(shelf: Shelf) -> None:
    tag = header(ask(shelf, encoding="br"), "etag")

    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = ask(shelf, encoding="br", tag=asked)
        assert (again.status, again.body) == (304, b"")
    assert ask(shelf, encoding="gzip", tag=tag).status == 200


def test_head_says_the_same_without_the_body(shelf: Shelf) -> None:
    full, head = ask(shelf, encoding="br"), ask(shelf, encoding="br", method="HEAD")

    assert (head.headers, head.body) == (full.headers, b"")
    assert header(head, "content-length") == str(len(full.body))


def test_caches_are_told_that_the_encoding_matters(shelf: Shelf) -> None:
    assert header(ask(shelf), "vary") == "accept-encoding"


def test_a_page_is_asked_for_again_a_private_one_is_not_kept_an_asset_stays(shelf: Shelf) -> None:
    script = asset_path("seal.js", SCRIPT)

    assert header(ask(shelf), "cache-control") == "no-cache"
    assert header(ask(shelf, "/check/"), "cache-control") == "no-store"
    assert header(ask(shelf, script), "cache-control") == "public, max-age=31536000, immutable"


def test_an_address_without_its_slash_leads_on(shelf: Shelf) -> None:
    answer = ask(shelf, "/check")

    assert (answer.status, header(answer, "location")) == (308, "/check/")


@pytest.mark.parametrize(
    "path", ["/nergens/", "/static/seal.js", "/../etc/passwd", "", "/check/?x"]
)
def test_what_is_not_published_is_left_to_others(shelf: Shelf, path: str) -> None:
    assert shelf.answer("GET", path, "", "") is None


def test_the_page_of_a_failure_is_ready_and_never_kept(shelf: Shelf) -> None:
    answer = ask(shelf, "!413", "br")

    assert (answer.status, header(answer, "cache-control")) == (413, "no-store")
    assert brotli.decompress(answer.body).decode() == PAGE


def test_a_post_is_left_to_others(shelf: Shelf) -> None:
    assert shelf.answer("POST", "/check/", "", "") is None


def test_a_page_too_small_to_gain_is_sent_as_it_is(shelf: Shelf) -> None:
    assert ask(shelf, "/kort/", "br, gzip").body == b"ab"


def test_the_policy_allows_just_the_style_and_scripts_in_the_page() -> None:
    policy = policy_for("<style>a{}</style><script>f()</script><body>")

    assert f"style-src '{csp_hash('a{}')}'" in policy
    assert f"script-src '{csp_hash('f()')}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "'self'" not in policy.replace("form-action 'self'", "")


def test_only_a_page_that_asks_may_talk_to_us() -> None:
    policy = policy_for('<body data-asks="connect fallback"><script>f()</script>')

    assert "connect-src 'self'" in policy
    assert f"script-src '{csp_hash('f()')}' 'self'" in policy


def test_typed_text_asks_for_nothing() -> None:
    typed = "&lt;body data-asks=&quot;connect&quot;&gt; data-asks=&quot;connect fallback&quot;"

    assert "connect-src" not in policy_for(f"<body><p>{typed}</p>")


def test_a_data_block_is_not_a_script() -> None:
    assert "script-src" not in policy_for('<body><script type="text/plain">aap noot</script>')


def test_hsts_goes_out_only_behind_tls() -> None:
    names = [name for name, _ in headers_for("<p>", tls=True)]

    assert "strict-transport-security" in names
    assert "strict-transport-security" not in [name for name, _ in headers_for("<p>")]
    assert len(names) == len(set(names))


def test_every_answer_is_closed_to_other_sites() -> None:
    always = dict(COMMON_HEADERS)

    assert always["referrer-policy"] == "no-referrer"
    assert always["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in always["content-security-policy"]
    assert "camera=()" in always["permissions-policy"]
