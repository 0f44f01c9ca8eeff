"""Tests that docs/security.md names are there."""

import re

import tree

PAGE = "docs/security.md"
FUNCTION = re.compile(r"`(test_\w+)(…)?`")
SENTENCE = re.compile(r'"((?:[^"\n])*\btrap[ _]\d+[^"\n]*)"')


def check(root):
    page = tree.read(root, PAGE)
    functions, sentences = set(), set()
    for path in tree.files(root, ("tests",), (".py", ".cpp")):
        text = tree.read(root, path)
        functions.update(re.findall(r"^def (test_\w+)", text, re.MULTILINE))
        sentences.update(re.findall(r'TEST_CASE\w*\((?:\w+,\s*)?"([^"]+)"', text))
    breaches = []
    for number, line in enumerate(page.splitlines(), 1):
        for name, many in FUNCTION.findall(line):
            if not any(each.startswith(name) if many else each == name for each in functions):
                breaches.append(f"{PAGE}:{number}: there is no test {name}")
        for name in SENTENCE.findall(line):
            if name not in sentences:
                breaches.append(f'{PAGE}:{number}: there is no test "{name}"')
    return breaches
