#include <workchat/authenticator.hpp>

#include <array>

#include <sodium.h>

namespace workchat {
namespace {

class Argon2idHasher final : public PasswordHasher {
 public:
  explicit Argon2idHasher(const Limits& limits)
      : passes_(static_cast<unsigned long long>(limits.hash_passes)),
        memory_(static_cast<std::size_t>(limits.hash_memory)),
        ready_(sodium_init() >= 0) {}

  Result<std::string> hash(std::string_view password) override {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (!ready_ || crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes_, memory_,
                                         crypto_pwhash_ALG_ARGON2ID13) != 0) {
      Error error;
      error.code = Errc::overloaded;
      error.message = "not enough memory to hash a password";
      return error;
    }
    return std::string(text.data());
  }

  bool verify(const std::string& hash, std::string_view password) override {
    return readable(hash) && crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  }

  bool needs_rehash(const std::string& hash) override {
    return !readable(hash) || crypto_pwhash_str_needs_rehash(hash.c_str(), passes_, memory_) != 0;
  }

 private:
  /// libsodium takes a C string of bounded length.
  bool readable(const std::string& hash) const {
    return ready_ && hash.size() < crypto_pwhash_STRBYTES && hash.find('\0') == std::string::npos;
  }

  unsigned long long passes_;
  std::size_t memory_;
  bool ready_;
};

}  // namespace

std::shared_ptr<PasswordHasher> argon2id_hasher(const Limits& limits) {
  return std::make_shared<Argon2idHasher>(limits);
}

}  // namespace workchat
