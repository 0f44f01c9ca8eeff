#include <workchat/authenticator.hpp>

#include <sodium.h>

#include "auth/key_file.hpp"

namespace workchat {
namespace {

class AcceptAnyone final : public Authenticator {
 public:
  Result<Identity> authenticate(const Credentials& credentials) override {
    return Identity{credentials.name};
  }
};

}  // namespace

std::shared_ptr<Authenticator> accept_anyone() {
  return std::make_shared<AcceptAnyone>();
}

Result<Authentication> standard_authentication(const std::string& folder, const Limits& limits) {
  if (sodium_init() < 0) {
    Error error;
    error.code = Errc::unavailable;
    error.message = "libsodium cannot be used: the system gives no randomness";
    return error;
  }
  Result<std::string> key = folder.empty() ? auth::make_key() : auth::key_from_file(folder + "/token.key");
  if (!key) return key.error();
  Authentication authentication;
  authentication.passwords = argon2id_hasher(limits);
  authentication.tokens = hs256_signer(*key);
  return authentication;
}

}  // namespace workchat
