"""The rules catch what they are there to catch."""

import includes
import proofs
import pytest
import sizes
import texts

TABLE = """
| Module | May include | Libraries | Never |
|---|---|---|---|
| `include/workchat` | itself | | |
| `src/base` | `include/workchat` | `fmt` | |
| `src/core` | `src/base` `include/workchat` | | `<fstream>` |
| `src/store` | `src/base` | `SQLite` | |
"""


@pytest.fixture
def house(tmp_path):
    def write(path, text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
        return tmp_path

    write("docs/architecture.md", TABLE)
    write("src/store/log.hpp", "#pragma once\n")
    write("src/base/text.hpp", "#pragma once\n#include <string>\n#include <fmt/format.h>\n")
    return write


def test_an_arrow_the_table_has_passes(house):
    root = house("src/core/x.cpp", '#include "base/text.hpp"\n#include <workchat/engine.hpp>\n#include <vector>\n')
    assert includes.check(root) == []


@pytest.mark.parametrize(
    "line, arrow",
    [
        ('#include "store/log.hpp"', "src/core -> src/store"),
        ('#include "../store/log.hpp"', "src/core -> src/store"),
        ("#include <sqlite3.h>", "src/core -> SQLite"),
        ("#include <sys/socket.h>", "src/core -> POSIX"),
        ("#  include <fstream>", "src/core -> fstream"),
        ("#include <workchat.h>", "src/core -> capi"),
    ],
)
def test_a_forbidden_arrow_is_named_with_its_line(house, line, arrow):
    assert includes.check(house("src/core/x.cpp", f"// why\n{line}\n")) == [f"{arrow} (src/core/x.cpp:2)"]


def test_a_header_nobody_knows_is_named_even_in_tests(house):
    (breach,) = includes.check(house("tests/core/x.cpp", "#include <boost/any.hpp>\n"))
    assert breach.startswith("tests -> boost/any.hpp: a header that")


def test_a_module_without_a_row_is_named(house):
    (breach,) = includes.check(house("src/helpers/x.cpp", ""))
    assert breach.startswith("src/helpers: no row")


CPP = """
namespace a {
const std::array<int, 2> rows = {{ {1}, {2} }};
template <typename T = int> class Box : public Base<T> {
 public:
  Box(int a) : a_{a}, b_{f()} {
    if (a) { g("}"); }
  }
  bool operator==(const Box& other) const { return a_ == other.a_; }
};
// { a brace in a comment
std::string text(const char* what = "{", char c = '{') noexcept {
  auto f = [](int x) { return x; };
  return R"x({{{)x";
}
}  // namespace a
extern "C" { int call(void) { return 0; } }
TEST_CASE("a sentence with { in it") {
  CHECK(1);
}
"""


def test_functions_of_cpp_are_found_with_their_lengths():
    found = [(name, lines) for name, _, lines in sizes.cpp_functions(CPP)]
    assert found == [("Box", 3), ("operator==", 1), ("text", 4), ("call", 1), ("TEST_CASE", 3)]


def test_long_files_and_long_functions_are_named(house):
    house("src/base/long.cpp", "int f() {\n" + "  g();\n" * 80 + "}\n")
    house("tests/long.py", "def f():\n" + "    g()\n" * 80)
    root = house("src/base/wide.hpp", "\n" * 401)
    assert sizes.check(root) == [
        "src/base/long.cpp:1: f has 82 lines, at most 80",
        "src/base/wide.hpp: 401 lines, at most 400",
        "tests/long.py:1: f has 81 lines, at most 80",
    ]


def test_words_that_must_not_be_there_are_named(house):
    house("tests/e2e/package-lock.json", '{"resolved": "x"}')
    house("src/base/a.cpp", "// TO" + "DO later\n")
    root = house("docs/a.md", "see /root" + "/x, not src/root/x\n")
    assert [breach.split(": ")[0] for breach in texts.check(root)] == [
        "docs/a.md:1",
        "src/base/a.cpp:1",
        "tests/e2e/package-lock.json",
    ]


def test_a_proof_that_is_not_there_is_named(house):
    house("tests/e2e/test_x.py", "def test_trap_2_heads():\n    pass\n")
    house("tests/x.cpp", 'TEST_CASE("trap_3: it lingers") {}\n')
    root = house("docs/security.md", '`test_trap_2_…` "trap_3: it lingers"\n`test_trap_2` "trap_4: it stops"\n')
    assert proofs.check(root) == ["docs/security.md:2: there is no test test_trap_2",
                                  'docs/security.md:2: there is no test "trap_4: it stops"']
