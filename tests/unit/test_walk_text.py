"""What the walk writes of a page: what people see, and nothing that differs each time."""

from tests.walk import schema, text
from tests.walk.sending import NONSENSE, SENTENCE, Found, tries
from tests.walk.text import Form, Normaliser

PAGE = """<!doctype html><html lang="nl"><head><title>Casus U-0001</title><style>a{}</style></head>
<body><nav><a href="/werk/">Nu</a></nav><main><h1>Casus <b>U-0001</b></h1>
<p hidden>Later</p><p>Geopend
  vandaag</p><script>const a = 1</script><ul><li>Een</li></ul>
<form method="post" action="/casus/1/doel/">
<input type="hidden" name="csrfmiddlewaretoken" value="Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8">
<input type="hidden" name="key" value="0123456789abcdef0123456789abcdef">
<label>Wat wil hij? <textarea name="text" required>Naar
 school</textarea></label>
<select name="domain"><option value="">kies</option><option value="school">school</option></select>
<input type="checkbox" name="told"> <button name="state" value="open">Bewaar</button></form>
</main><footer>Uitweg</footer></body></html>"""


def test_a_page_becomes_lines_of_what_somebody_sees() -> None:
    page = text.read(PAGE, "/casus/1/")

    assert page.title == "Casus U-0001"
    assert page.own[:5] == [
        "language nl",
        "# Casus U-0001",
        "(hidden) Later",
        "Geopend vandaag",
        "- Een",
    ]
    assert "form post /casus/1/doel/" in page.own
    assert any("[text text required: Naar school]" in line for line in page.own)
    assert not any("const a" in line or "Aa1Bb2" in line for line in page.own)


def test_what_stands_around_every_page_is_kept_apart() -> None:
    page = text.read(PAGE, "/casus/1/")

    assert page.around == ["[Nu](/werk/)", "Uitweg"]
    assert not any("werk" in line for line in page.own)


def test_tokens_get_a_number_and_the_same_token_the_same_number() -> None:
    normal = Normaliser()
    first, second = "0123456789abcdef0123456789abcdef", "Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2"

    assert normal(f"[hidden key {first}]") == "[hidden key <token 1>]"
    assert normal(f"/vraag/{second}/ en {first}") == "/vraag/<token 2>/ en <token 1>"
    assert normal("/look/staff.0123456789ab.css") == "/look/staff.<token 3>.css"
    assert normal("J7BEMWVW4IGJAS7A3LHF5Y67HW3WYPRN") == "<token 4>"


def test_words_codes_days_and_telephone_numbers_stay_as_they_are() -> None:
    kept = (
        "U-0001, M-0005 en wmo:2026-12-06 om 12:00, bel 06-555 012 61 of tel:0655501261, "
        "verzwaringsgrond, /casus/1/verwijs/2/, sudden-expensive-things"
    )

    assert Normaliser()(kept) == kept


def test_a_policy_has_no_nonces_and_hashes_and_one_order() -> None:
    one = text.policy("style-src 'self' 'nonce-abc'; default-src 'none'; script-src 'sha256-x='")
    other = text.policy("script-src 'sha256-y='; style-src 'nonce-def' 'self'; default-src 'none'")

    assert one == other == "default-src 'none'; script-src 'sha256'; style-src 'nonce' 'self'"
    assert text.policy("default-src 'self'") != text.policy("default-src 'none'")


def test_a_form_is_sent_empty_with_nonsense_and_filled_in() -> None:
    (form,) = text.read(PAGE, "/casus/1/").forms
    sent = dict(tries(Found(form, "/casus/1/"), is_stranger=False))

    assert list(sent) == ["POST nothing", "POST nonsense", "POST filled in"]
    assert sent["POST nothing"]["data"] == ""
    filled = "key=0123456789abcdef0123456789abcdef&text=Naar%0A+school&domain=school"
    assert sent["POST filled in"]["data"] == f"{filled}&state=open&told=on"


def test_the_form_key_of_the_page_goes_along_with_nonsense() -> None:
    form = Form("/x/", "post", [text.Field("key", "hidden", "12"), text.Field("why", "text", "")])
    sent = dict(tries(Found(form, "/x/"), is_stranger=False))

    assert sent["POST nonsense"]["data"].startswith("key=12&why=onzin")
    assert sent["POST filled in"]["data"] == f"key=12&why={SENTENCE.replace(' ', '+')}"
    assert NONSENSE != SENTENCE


def test_a_table_is_split_in_columns_and_constraints() -> None:
    inside = '"id" integer NOT NULL, CHECK ("a" IN (\'x, y\', \'z\')), "b" decimal(5, 2)'

    assert schema.split_at_commas(inside) == [
        '"id" integer NOT NULL',
        "CHECK (\"a\" IN ('x, y', 'z'))",
        '"b" decimal(5, 2)',
    ]
