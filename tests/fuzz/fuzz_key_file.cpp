#include <fstream>
#include <string>

#include <sys/stat.h>

#include "auth/key_file.hpp"
#include "base/encoding.hpp"
#include "fuzz/fuzz.hpp"
#include "support/temporary_folder.hpp"

// A key file holds one key and nothing else, or it is refused.
using namespace workchat::fuzz;

FUZZ_TARGET(key_file) {
  static const workchat::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/token.key";
  std::ofstream(path, std::ios::binary | std::ios::trunc) << input;
  ::chmod(path.c_str(), 0600);
  const auto key = workchat::auth::key_from_file(path);
  if (!key) return expect(key.error().code == workchat::Errc::unavailable, "a bad file is unavailable");
  expect(key->size() == 32, "a key has 32 bytes");
  const std::string text = workchat::base::base64url(*key);
  expect(input == text || input == text + "\n", "a key file holds one key and nothing else");
}
