"""The file with a city's gateways: obeyed as it stands, or refused with a sentence without secrets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.platform.content.files.strict_yaml import InvalidContent
from uitweg.platform.jobs.rules import Channel, Lane
from uitweg.platform.jobs.rules.gateways import Gateway, is_secure_address, read_gateways
from uitweg.platform.jobs.rules.messages import pause_after
from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured

GUIDE = Path(__file__).parents[2] / "docs" / "gateways.md"
GOOD = """
gateways:
- channel: sms
  url: https://sms.example/v1/messages
  headers: {Authorization: Bearer geheim}
  json: {to: "{to}", body: "{text}", urgent: true, nested: [{n: 1}]}
  key_header: Idempotency-Key
  success: [200, 202]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "gateways.yaml"
    file.write_text(text)
    file.chmod(0o600)
    return file


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    gateway = read_gateways(written(tmp_path, GOOD))[Channel.SMS]
    request = gateway.request(to="+316", text="{key}", key="k1")

    assert (request.method, request.url) == ("POST", "https://sms.example/v1/messages")
    assert request.body == b'{"to": "+316", "body": "{key}", "urgent": true, "nested": [{"n": 1}]}'
    assert request.headers["Idempotency-Key"] == "k1"
    assert [gateway.is_success(status) for status in (200, 201, 202)] == [True, False, True]


def test_the_examples_of_the_guide_can_be_obeyed(tmp_path: Path) -> None:
    examples = [part.partition("```")[0] for part in GUIDE.read_text().split("```yaml\n")[1:]]
    read = [set(read_gateways(written(tmp_path, example))) for example in examples]

    assert read == [{Channel.SMS, Channel.VOICE}, {Channel.CHAT}]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("gateways:", "gateway:", "gateways is missing"),
        (GOOD, "gateways: []", "no gateway in it"),
        ("channel: sms", "channel: fax", "channel should be one of"),
        ("channel: sms", "channel: mail", "set UITWEG_SMTP_URL"),
        ("https://sms.example", "http://sms.example", "http only on 127.0.0.1"),
        ("https://sms.example", "https://geheim:pw@sms.example", "without a user name"),
        ("https://sms.example", "ftp://sms.example", "should be an address"),
        ("https://sms.example", "https://{to}.example", "in its path"),
        ("v1/messages", "v1/{number}", "no other"),
        ("v1/messages", "v1/mess ages", "should be an address"),
        ("{Authorization: Bearer geheim}", "{'Au\\nth': geheim}", "letters, digits and -"),
        ("{Authorization: Bearer geheim}", '{Authorization: "geheim\\r\\nX: y"}', "one line"),
        ("{Authorization: Bearer geheim}", "{Host: geheim}", "leave it out"),
        ("{Authorization: Bearer geheim}", "{Authorization: 12}", "one line of plain text"),
        ('"{text}"', '"hallo"', "has no {text}"),
        ('"{text}"', '"{text} {naam}"', "{naam}"),
        ("json:", "form:", "one text for each name"),
        ("json:", "body:", "either json or form"),
        ("urgent: true", "urgent: 2026-01-01", "texts, numbers"),
        ("urgent: true", "urgent: .nan", "texts, numbers"),
        ("key_header: Idempotency-Key", "key_header: 'a b'", "name of a header"),
        ("[200, 202]", "[200, 302]", "from 200 to 299"),
        ("[200, 202]", "[true]", "from 200 to 299"),
        ("success:", "succes:", "succes is not a key"),
        ("channel: sms", "channel: sms\n  method: GET", "POST or PUT"),
        ("gateways:", "gateways: geheim: [", "is not valid YAML"),
        ("gateways:", "gateways:\n- {channel: sms, url: https://a.example, json: {t: '{text}'}}", "two gateways"),
    ],
)  # fmt: skip
def test_no_sentence_quotes_a_secret(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidContent) as refused:
        read_gateways(written(tmp_path, GOOD.replace(old, new)))

    assert says in str(refused.value)
    assert "geheim" not in str(refused.value)


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_changes_anything_but_its_own_place(to: str, text: str) -> None:
    import json
    from urllib.parse import parse_qsl, urlsplit

    template = {"to": "{to}", "text": "<{text}>", "fixed": "x"}
    of = {"method": "POST", "url": "https://a.example/{to}/b", "headers": {}, "body": template}
    as_json = Gateway(**of, is_form=False).request(to=to, text=text, key="k")
    as_form = Gateway(**of, is_form=True).request(to=to, text=text, key="k")
    meant = {"to": to, "text": f"<{text}>", "fixed": "x"}

    assert json.loads(as_json.body) == meant
    assert dict(parse_qsl(as_form.body.decode(), keep_blank_values=True)) == meant
    assert as_json.url.isascii()
    assert urlsplit(as_json.url).hostname == "a.example"
    assert as_json.url.count("/") == 4


def test_a_file_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, GOOD)
    monkeypatch.setenv("UITWEG_GATEWAYS", str(file))
    assert set(environment.gateways("UITWEG_GATEWAYS")) == {Channel.SMS}
    file.chmod(0o640)

    with pytest.raises(Misconfigured, match="chmod 600"):
        environment.gateways("UITWEG_GATEWAYS")


def test_without_a_file_there_is_no_gateway_and_a_lost_one_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UITWEG_GATEWAYS", raising=False)
    assert environment.gateways("UITWEG_GATEWAYS") == {}
    monkeypatch.setenv("UITWEG_GATEWAYS", str(tmp_path / "weg.yaml"))

    with pytest.raises(Misconfigured, match="cannot be read"):
        environment.gateways("UITWEG_GATEWAYS")


@pytest.mark.parametrize(
    ("address", "is_secure"),
    [
        ("https://a.example/x", True),
        ("http://127.0.0.1:8000/x", True),
        ("http://a.example/x", False),
        ("https://a.example:99999/x", False),
        ("https://u@a.example/x", False),
        ("https:///x", False),
        ("https://a.example/x#y", False),
        ("https://[a.example/x", False),
    ],
)
def test_an_address_is_secure_or_on_this_machine(address: str, is_secure: bool) -> None:
    assert is_secure_address(address) is is_secure


def test_a_callout_is_tried_again_sooner_than_mail_and_neither_ever_rests_long() -> None:
    callouts = [pause_after(n, Lane.PAGE).total_seconds() for n in (1, 2, 3, 4, 5, 6, 30_000)]
    mail = [pause_after(n, Lane.MAIL).total_seconds() for n in (1, 2, 8, 30_000)]

    assert callouts == [5, 10, 20, 40, 60, 60, 60]
    assert mail == [30, 60, 3840, 3840]
