"""What libworkchat.so exports in C: the header, capi/symbols.txt and docs/c-api.md say the same, and so does the file."""
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = pathlib.Path(os.environ.get("WORKCHAT_BUILD", ROOT / "build" / "dev")) / "lib" / "libworkchat.so"
WRITTEN = (ROOT / "capi" / "symbols.txt").read_text().split()


def exported(*options):
    lines = subprocess.run(["nm", "--dynamic", "--defined-only", *options, str(LIBRARY)], check=True,
                           capture_output=True, text=True).stdout.splitlines()
    return [line.split(" ", 2)[2] for line in lines]


def test_the_library_exports_exactly_the_listed_c_symbols():
    assert sorted(name for name in exported() if not name.startswith("_Z")) == WRITTEN


def test_what_it_exports_in_cpp_is_the_library_s_own():
    foreign = [name for name in exported("--demangle")
               if not re.match(r"((vtable|typeinfo|typeinfo name) for )?workchat(::|_)", name)]
    assert not foreign


def test_the_list_is_sorted_and_equals_the_header():
    header = re.sub(r"/\*.*?\*/", "", (ROOT / "capi" / "workchat.h").read_text(), flags=re.DOTALL)
    assert WRITTEN == sorted(WRITTEN)
    assert WRITTEN == sorted(re.findall(r"WORKCHAT_C_API [^(;]*?(workchat_\w+)\(", header))


def test_the_guide_s_table_has_every_call():
    guide = (ROOT / "docs" / "c-api.md").read_text()
    assert WRITTEN == sorted(re.findall(r"^\| `(workchat_\w+)` \|", guide, flags=re.MULTILINE))


def test_the_soname_is_versioned():
    head = subprocess.run(["readelf", "--dynamic", str(LIBRARY)], check=True, capture_output=True, text=True).stdout
    assert "[libworkchat.so.0]" in head
