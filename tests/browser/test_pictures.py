"""The pictures of every page, in docs/pictures: taken anew with UITWEG_PICTURES=1."""

import os

import pytest

from tests.support import places
from tests.support.browsers import Browsers
from tests.support.pictures import PAGES, PICTURES, take

if os.environ.get("UITWEG_PICTURES"):

    @pytest.mark.parametrize("door", ["staff", "public"])
    def test_the_pictures_are_taken(browsers: Browsers, door: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        for name, page in getattr(places, door)(browsers):
            if name in PAGES:
                page.wait_for_load_state()
                take(name, page)
