"""Small pieces: no file over 400 lines, no function over 80. The aim is lower: see docs/contributing.md."""

import ast
import re

import tree

MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 80
SOURCES = (".hpp", ".cpp", ".h", ".c", ".py", ".js", ".mjs", ".ts", ".css", ".html")

# What must not be looked into: comments, raw strings, strings, characters, preprocessor lines, access labels.
NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\n]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    r"|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*|\b(?:public|private|protected)\s*:",
    re.DOTALL | re.MULTILINE,
)
CONTAINER = re.compile(r"\b(namespace|class|struct|union|enum|extern|TEST_SUITE)\b[^()]*(\(\s*\))?[^()]*$")
INITIALIZER = re.compile(r"=\s*[\w:<>,\s]*$")


def without_noise(text):
    """The same text, line for line, with what is not code blanked out."""
    return NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def cpp_functions(text):
    """(name, first line, lines) of each function body outside other bodies.

    A brace opens a function where what stands before it, since the last statement, has parentheses and is neither a
    type, a namespace nor an initializer. Lambdas count as part of the function they are written in.
    """
    code = without_noise(text)
    head, position = 0, 0
    while position < len(code):
        sign = code[position]
        if sign in ";}":
            head = position + 1
        elif sign == "{":
            before = code[head:position].strip()
            container, initializer = CONTAINER.search(before), INITIALIZER.search(before)
            if "(" in before and not container and not initializer:
                end = closing(code, position)
                if re.match(r"\s*[,{]", code[end + 1 :]):  # a member's initializer: the body is still to come
                    position = end + 1
                    continue
                start = head + len(code[head:position]) - len(code[head:position].lstrip())
                first = code.count("\n", 0, start) + 1
                yield name_of(before), first, code.count("\n", 0, end) + 2 - first
                head = position = end + 1
                continue
            if initializer and not container:
                position = closing(code, position)
            head = position + 1
        position += 1


def closing(code, position):
    depth = 0
    for end in range(position, len(code)):
        depth += {"{": 1, "}": -1}.get(code[end], 0)
        if depth == 0:
            return end
    return len(code) - 1


def name_of(head):
    match = re.search(r"([\w:~]+|operator\W+)\s*\(", head)
    return match[1] if match else head[:40]


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def functions(path, text):
    if path.endswith((".hpp", ".cpp", ".h", ".c")):
        return cpp_functions(text)
    return python_functions(text) if path.endswith(".py") else ()


def check(root):
    breaches = []
    for path in tree.files(root, tree.CODE_FOLDERS, SOURCES):
        text = tree.read(root, path)
        length = text.count("\n")
        if length > MOST_LINES_OF_FILE:
            breaches.append(f"{path}: {length} lines, at most {MOST_LINES_OF_FILE}")
        for name, line, length in functions(path, text):
            if length > MOST_LINES_OF_FUNCTION:
                breaches.append(f"{path}:{line}: {name} has {length} lines, at most {MOST_LINES_OF_FUNCTION}")
    return breaches
