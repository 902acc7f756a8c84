"""A published page carries no style rule it cannot use, and loses none that it can."""

from uitweg.site.web.smaller import smaller, used_rules


def kept(css: str, *names: str) -> str:
    return used_rules(css, frozenset(names))


def test_a_rule_for_a_class_that_is_not_there_goes() -> None:
    assert kept(".a{x:1}.b{y:2}", "a") == ".a{x:1}"


def test_a_rule_for_an_element_that_is_not_there_goes() -> None:
    assert kept("h1,h3{x:1}ol>li{y:2}", "h1", "ol", "li") == "h1{x:1}ol>li{y:2}"


def test_what_always_holds_stays() -> None:
    css = "*,::before{x:1}:root{--a:1}html{y:2}body{z:3}[hidden]{d:n}:focus-visible{o:1}"

    assert kept(css) == css


def test_an_empty_media_block_goes_and_a_used_one_stays() -> None:
    assert kept("@media print{.a{x:1}.b{y:2}}@media(min-width:1em){.b{z:3}}", "a") == (
        "@media print{.a{x:1}}"
    )


def test_what_a_function_names_does_not_count_against_a_rule() -> None:
    css = ".a:not(.b){x:1}:is(p,ul)+h2{y:2}"

    assert kept(css, "a", "h2") == css


def test_a_class_that_only_a_script_names_is_used() -> None:
    page = "<style>.late{x:1}.never{y:2}</style><script>e.className = 'late'</script>"

    assert smaller(page).startswith("<style>.late{x:1}</style>")
