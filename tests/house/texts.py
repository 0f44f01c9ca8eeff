"""What must not be written anywhere: this machine's paths, a registry's address, work put off."""

import re

import tree

# Put together so that this file does not accuse itself.
PUT_OFF = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|X" + r"XX)\b")
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work|farm|root|home/\w+)/")
LOCKFILES = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml")


def check(root):
    breaches = []
    for path in tree.files(root):
        text = tree.read(root, path)
        if path.endswith(LOCKFILES):
            if '"resolved"' in text:
                breaches.append(f'{path}: has "resolved", which names a registry; see .npmrc')
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if PUT_OFF.search(line):
                breaches.append(f"{path}:{number}: work put off; do it, or write an issue")
            if MACHINE_PATH.search(line):
                breaches.append(f"{path}:{number}: a path of one machine")
    return breaches
