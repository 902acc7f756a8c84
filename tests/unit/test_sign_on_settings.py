"""The settings of single sign-on: what is wrong stops the start with a sentence that says so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.support.provider import client_key, hostile_provider
from uitweg.platform.openid import discovery
from uitweg.platform.openid.client_key import public_jwk
from uitweg.site.config import environment
from uitweg.site.config.environment import Misconfigured
from uitweg.site.operations.doctor import sign_on
from uitweg.site.operations.doctor.finding import Patient

STAFF = "https://team.example"
GOOD = {
    "UITWEG_OIDC_ISSUER": "https://login.city.example",
    "UITWEG_OIDC_CLIENT_ID": "uitweg",
    "UITWEG_OIDC_NAME": "Gemeente Voorbeeldstad",
}


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key.pem"
    file.touch(mode=0o600)
    file.write_bytes(client_key().as_pem(private=True))
    return file


def sentence(monkeypatch: pytest.MonkeyPatch, staff: str = STAFF, **given: str) -> str:
    """Return what the start says with these settings; "" when it goes on."""
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    try:
        environment.sign_on(staff)
    except Misconfigured as error:
        return str(error)
    return ""


def test_without_settings_there_is_no_single_sign_on() -> None:
    assert environment.sign_on(STAFF) is None


def test_the_settings_make_a_provider(monkeypatch, key_file: Path) -> None:
    more = {"UITWEG_OIDC_ACR": "a b", "UITWEG_OIDC_REQUIRED": "yes"}
    assert sentence(monkeypatch, **GOOD, **more, UITWEG_OIDC_KEY_FILE=str(key_file)) == ""
    provider = environment.sign_on(STAFF)

    assert provider is not None
    assert provider.redirect_uri == "https://team.example/inloggen/via/terug/"
    assert provider.acr_values == ("a", "b")
    assert provider.is_required
    assert "BEGIN" not in repr(provider)


@pytest.mark.parametrize("missing", [*GOOD, "UITWEG_OIDC_KEY_FILE"])
def test_each_setting_that_is_missing_is_named(monkeypatch, key_file: Path, missing: str) -> None:
    given = {**GOOD, "UITWEG_OIDC_KEY_FILE": str(key_file)}
    del given[missing]

    assert sentence(monkeypatch, **given).startswith(f"{missing} is not set; set it to ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("UITWEG_OIDC_ISSUER", "http://login.city.example"),
        ("UITWEG_OIDC_ISSUER", "login.city.example"),
        ("UITWEG_OIDC_ISSUER", "https://naam@login.city.example"),
        ("UITWEG_OIDC_ISSUER", "https://login.city.example?x=1"),
        ("UITWEG_OIDC_ISSUER", "https://login.city.example/#x"),
        ("UITWEG_OIDC_KEY_FILE", "/proc/nergens/key.pem"),
        ("UITWEG_OIDC_NAME", "x" * 300),
        ("UITWEG_OIDC_REQUIRED", "misschien"),
    ],
)
def test_a_wrong_value_is_one_sentence(monkeypatch, key_file: Path, name: str, value: str) -> None:
    given = {**GOOD, "UITWEG_OIDC_KEY_FILE": str(key_file), name: value}
    told = sentence(monkeypatch, **given)

    assert told.startswith(name)
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("name", ["UITWEG_OIDC_REQUIRED", "UITWEG_OIDC_ACR"])
def test_a_demand_without_a_provider_is_refused(monkeypatch, name: str) -> None:
    assert sentence(monkeypatch, **{name: "yes"}).startswith("UITWEG_OIDC_ISSUER is not set")


def test_a_key_that_others_can_read_is_refused(monkeypatch, key_file: Path) -> None:
    key_file.chmod(0o640)
    told = sentence(monkeypatch, **GOOD, UITWEG_OIDC_KEY_FILE=str(key_file))

    assert "chmod 600" in told


def test_a_staff_door_without_https_is_refused(monkeypatch, key_file: Path) -> None:
    given = {**GOOD, "UITWEG_OIDC_KEY_FILE": str(key_file)}

    assert sentence(monkeypatch, "http://team.example", **given).startswith("UITWEG_STAFF_URL")
    assert sentence(monkeypatch, "http://127.0.0.1:8001", **given) == ""


NO_KEYS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "no key": lambda: b"geen sleutel",
    "public": lambda: client_key().as_pem(private=False),
    "short": lambda: RSAKey.generate_key(1024, private=True).as_pem(private=True),
    "another curve": lambda: ECKey.generate_key("P-384", private=True).as_pem(private=True),
    "Ed25519": lambda: OKPKey.generate_key("Ed25519", private=True).as_pem(private=True),
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("name", NO_KEYS)
def test_what_is_no_key_for_it_is_refused_without_quoting_it(
    monkeypatch, key_file: Path, name: str
) -> None:
    key_file.write_bytes(NO_KEYS[name]())
    told = sentence(monkeypatch, **GOOD, UITWEG_OIDC_KEY_FILE=str(key_file))

    assert told.startswith("UITWEG_OIDC_KEY_FILE: the file")
    assert "BEGIN" not in told


def test_a_key_on_the_curve_of_the_profile_is_taken(monkeypatch, key_file: Path) -> None:
    key_file.write_bytes(ECKey.generate_key("P-256", private=True).as_pem(private=True))

    assert sentence(monkeypatch, **GOOD, UITWEG_OIDC_KEY_FILE=str(key_file)) == ""


def test_what_is_registered_with_the_provider_has_no_private_half() -> None:
    public = public_jwk(client_key().as_pem(private=True))

    assert '"kid"' in public
    assert '"d"' not in public


def test_the_doctor_says_whether_the_provider_answers(settings) -> None:
    def told() -> list[tuple[str, str]]:
        discovery.published_by.cache_clear()
        return [(one.mark, one.sentence) for one in sign_on.examine(Patient("staff", {}))]

    with hostile_provider() as idp:
        settings.SIGN_ON = idp.setting()
        (mark, sentence), registered = told()
        assert (mark, "keeps the profile" in sentence) == ("good", True)
        assert "inloggen/via/terug/" in registered[1]
        idp.published = {"code_challenge_methods_supported": ["plain"]}
        (mark, sentence), _ = told()
        assert mark == "WRONG"
        assert "metadata-code_challenge_methods_supported" in sentence
    (mark, sentence), _ = told()
    assert mark == "WRONG"
    assert "provider-away" in sentence
    settings.SIGN_ON = None
    assert [mark for mark, _ in told()] == ["good"]
