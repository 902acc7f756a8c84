"""Values that a shell, cron and a careless reader each read differently from systemd."""

NASTY_VALUES = [
    ("plain", "plain"),
    ("", ""),
    ("two words", "two words"),
    ("  spaces around  ", "spaces around"),
    ("'  spaces kept  '", "  spaces kept  "),
    ("pass#word", "pass#word"),
    ("after # no comment", "after # no comment"),
    ("$HOME", "$HOME"),
    ("'$HOME'", "$HOME"),
    ('"$HOME ${HOME} $(id)"', "$HOME ${HOME} $(id)"),
    ("`id`", "`id`"),
    ("a;b&c|d>e", "a;b&c|d>e"),
    ("100%n%%", "100%n%%"),
    ("it's", "it's"),
    ('say "yes"', 'say "yes"'),
    ('"it\'s"', "it's"),
    ("'say \"yes\"'", 'say "yes"'),
    ('"say \\"yes\\""', 'say "yes"'),
    ('"back\\\\slash"', "back\\slash"),
    ("'back\\slash'", "back\\slash"),
    ('"kept \\n \\x"', "kept \\n \\x"),
    ("back\\\\slash", "back\\slash"),
    ("gone\\slash", "goneslash"),
    ("space\\ at\\ end\\ ", "space at end "),
    ("'one''two'", "onetwo"),
    ("'one' 'two'", "onetwo"),
    ("'one'\"two\"three", "onetwothree"),
    ("carried \\\non", "carried on"),
    ('"carried \\\non"', "carried on"),
    ("'two\nlines'", "two\nlines"),
    ("a=b=c", "a=b=c"),
    ("gemeente Ëéñ – ‘stad’", "gemeente Ëéñ – ‘stad’"),
    (
        "'postgresql://uitweg-staff:p%40s s$#\"w@db:5432/uitweg?sslmode=verify-full'",
        'postgresql://uitweg-staff:p%40s s$#"w@db:5432/uitweg?sslmode=verify-full',
    ),
]
"""What stands after NAME=, and the value that is meant."""


def as_it_is_written(value: str) -> str:
    """Write a value so that it is read back, by the rule in docs/start.md."""
    if "'" not in value:
        return f"'{value}'"
    for sign in '\\"`$':
        value = value.replace(sign, f"\\{sign}")
    return f'"{value}"'
