"""The last page that a test asked for is remembered, so that a failure can show it."""

from tests.support.people import PublicClient
from tests.support.readable_failures import LAST_ANSWERS


def test_the_last_page_is_remembered_with_its_address_and_status(public: PublicClient) -> None:
    assert LAST_ANSWERS == []
    public.get("/schrijven/")
    public.get("/nergens/")

    assert [(answer.request, answer.status) for answer in LAST_ANSWERS] == [("GET /nergens/", 404)]
    assert "Deze pagina is er niet" in LAST_ANSWERS[0].text
