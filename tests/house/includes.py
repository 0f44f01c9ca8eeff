"""Who may include whom: the table of docs/architecture.md against every real #include.

Of the table only the words in backquotes count. "May include" holds modules, "Libraries" names of LIBRARIES below, and
"Never" the standard headers that are refused nevertheless. Folders without a row (tests, bindings) may include anything
that is known here.
"""

import re

import tree

TABLE = "docs/architecture.md"
SOURCES = (".hpp", ".cpp", ".h", ".c")

# The headers each outside library is known by: a whole name, or a folder with its slash.
LIBRARIES = {
    "Asio": ("asio.hpp", "asio/"),
    "CLI11": ("CLI/",),
    "OpenSSL": ("openssl/",),
    "POSIX": (
        "dirent.h", "dlfcn.h", "fcntl.h", "getopt.h", "grp.h", "ifaddrs.h", "malloc.h", "netdb.h", "poll.h", "pthread.h", "pwd.h",
        "sched.h", "semaphore.h", "spawn.h", "strings.h", "syslog.h", "termios.h", "unistd.h",
        "arpa/", "linux/", "net/", "netinet/", "sys/",
    ),
    "RapidJSON": ("rapidjson/",),
    "SQLite": ("sqlite3.h",),
    "doctest": ("doctest/",),
    "fmt": ("fmt/",),
    "Google Benchmark": ("benchmark/",),
    "http_parser": ("http_parser.h",),
    "libcurl": ("curl/",),
    "liburing": ("liburing.h",),
    "libsodium": ("sodium.h", "sodium/"),
    "Valgrind": ("valgrind/",),
    "utf8proc": ("utf8proc.h",),
    "websocketpp": ("websocketpp/",),
    "zlib": ("zlib.h",),
}
STANDARD_C = {
    "assert.h", "ctype.h", "errno.h", "float.h", "inttypes.h", "limits.h", "locale.h", "math.h", "setjmp.h", "signal.h",
    "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h",
    "threads.h", "time.h", "wchar.h",
}  # fmt: skip
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def rows(text):
    """{module: (modules it may include, libraries it may include, standard headers it may not)}"""
    table = {}
    for line in text.splitlines():
        cells = [re.findall(r"`([^`]+)`", cell) for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            module, may, libraries, never = cells
            table[module[0]] = (set(may), set(libraries), {name.strip("<>") for name in never})
    return table


def module_of(path):
    """src/core/turn.cpp is of src/core, capi/workchat.h of capi."""
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("src", "include") else parts[0]


def library_of(name):
    for library, headers in LIBRARIES.items():
        if any(name == header or (header.endswith("/") and name.startswith(header)) for header in headers):
            return library
    return None


def target_of(root, path, quote, name):
    """("module", ...), ("library", ...), ("standard", ...) or None for a header that nobody knows."""
    if name.startswith("workchat/"):
        return "module", "include/workchat"
    if name == "workchat.h":
        return "module", "capi"
    if quote == '"':
        if ((root / path).parent / name).is_file():
            return "module", module_of(str(((root / path).parent / name).resolve().relative_to(root)))
        for base in ("src", "tests", "."):
            if (root / base / name).is_file():
                return "module", module_of(str((root / base / name).relative_to(root)))
    if library_of(name):
        return "library", library_of(name)
    if name in STANDARD_C or re.fullmatch(r"[a-z_0-9]+", name):
        return "standard", name
    return None


def allowed(row, module, kind, name):
    may, libraries, never = row
    if kind == "module":
        return name == module or name in may
    return name in libraries if kind == "library" else name not in never


def check(root):
    if not (root / TABLE).is_file():
        return [f"{TABLE}: the include table is missing"]
    table = rows(tree.read(root, TABLE))
    breaches = []
    for path in tree.files(root, tree.CODE_FOLDERS, SOURCES):
        module, text = module_of(path), tree.read(root, path)
        if module.startswith("src/") and module not in table:
            breaches.append(f"{module}: no row in the table of {TABLE} ({path})")
            continue
        for match in INCLUDE.finditer(text):
            where = f"({path}:{text.count(chr(10), 0, match.start(2)) + 1})"
            target = target_of(root, path, *match.groups())
            if target is None:
                breaches.append(f"{module} -> {match[2]}: a header that tests/house/includes.py does not know {where}")
            elif module in table and not allowed(table[module], module, *target):
                breaches.append(f"{module} -> {target[1]} {where}")
    return breaches
