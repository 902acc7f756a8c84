"""An onion address is known by its own checksum, so a mistyped one is refused."""

import pytest

from uitweg.platform.sealing.onion import is_onion

# the three examples of rend-spec-v3, "Encoding onion addresses"
EXAMPLES = (
    "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion",
    "sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd.onion",
    "xa4r2iadxm55fbnqgwwi5mymqdcofiu3w6rpbtqn7b2dyn7mgwj64jyd.onion",
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_address_of_the_specification_is_one(name: str) -> None:
    assert is_onion(name)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_single_mistyped_letter_is_noticed_but_for_a_bare_chance(name: str) -> None:
    other = [name[:n] + ("b" if name[n] == "a" else "a") + name[n + 1 :] for n in range(56)]

    assert not any(map(is_onion, other))


@pytest.mark.parametrize(
    "name",
    ["", ".onion", "expyuzz4wqqyqhjn.onion", EXAMPLES[0].upper(), EXAMPLES[0] + "\n",
     "www." + EXAMPLES[0], EXAMPLES[0] + ":80", "0" * 56 + ".onion", "é" * 56 + ".onion"],
)  # fmt: skip
def test_anything_else_is_none(name: str) -> None:
    assert not is_onion(name)
