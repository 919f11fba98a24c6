"""docs/security.md's table of attempts: each row names tests that there are, and no attack is without a row."""

import glob
import os
import re

from wordpress import HERE, ROOT

HEADINGS = {"security.md": "## WordPress plugin: attempts and results", "security.zh-CN.md": "## WordPress 插件：试过什么，结果如何"}


def table(name):
    """Its rows: attempt, result, names of tests."""
    with open(f"{ROOT}/docs/{name}") as file:
        section = file.read().split(f"\n{HEADINGS[name]}\n", 1)[1].split("\n## ", 1)[0]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section.splitlines() if line.startswith("| ")]
    assert all(len(row) == 3 for row in cells), [row for row in cells if len(row) != 3]
    # Without the heading.
    return [(attempt, result, re.findall(r"`([a-z_]+\.test_\w+)`", tests)) for attempt, result, tests in cells[1:]]


def tests():
    """All that there are, as tests/wordpress/run names them."""
    found = set()
    for path in glob.glob(f"{HERE}/*_test.py"):
        with open(path) as file:
            found.update(f"{os.path.basename(path).removesuffix('_test.py')}.{name}" for name in re.findall(r"^def (test_\w+)\(world\)", file.read(), re.M))
    return found


def test_every_row_names_tests_that_there_are(world):
    there = tests()
    for name in HEADINGS:
        rows = table(name)
        assert len(rows) > 40
        for attempt, result, names in rows:
            assert attempt and result and names, (name, attempt)
            assert there.issuperset(names), (name, attempt, set(names) - there)


def test_every_attack_has_a_row(world):
    attacks = {name for name in tests() if name.startswith("attack_") and not name.startswith("attack_rows.")}
    for name in HEADINGS:
        named = {test for _, _, names in table(name) for test in names}
        assert attacks <= named, (name, attacks - named)


def test_both_languages_say_the_same(world):
    english, chinese = (table(name) for name in HEADINGS)
    assert [names for _, _, names in english] == [names for _, _, names in chinese]
    assert all(re.search("[\u4e00-\u9fff]", attempt + result) for attempt, result, _ in chinese)
