#include "auth/digests.hpp"

#include <array>
#include <cstdlib>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>

namespace workchat::auth {
namespace {

constexpr std::size_t digest_size = 32;

/// What fails here fails for want of memory or of a working libcrypto. Going on would mean tokens that
/// anybody can make, so the process ends.
void require(bool done) {
  if (!done) std::abort();
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_MAC_CTX* new_hmac() {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr),
                                                              &EVP_MAC_free);
  require(mac != nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(mac.get());
  require(context != nullptr);
  return context;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string digest(digest_size, '\0');
  require(EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), nullptr, EVP_sha256(), nullptr) == 1);
  return digest;
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Hmac::Hmac(std::string_view key) : context_(new_hmac()) {
  std::string hash = "SHA256";
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash.data(), 0), OSSL_PARAM_construct_end()};
  require(EVP_MAC_init(context_.get(), bytes_of(key), key.size(), parameters.data()) == 1);
  require(sign({}) == sign({}));  // before 3.0.3 libcrypto does not begin anew (openssl#17811)
}

std::string Hmac::sign(std::string_view bytes) const {
  std::string signature(digest_size, '\0');
  std::size_t size = 0;
  EVP_MAC_CTX* const context = context_.get();
  const std::lock_guard<std::mutex> hold(lock_);
  require(EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&  // from the beginning, with the key it has
          EVP_MAC_update(context, bytes_of(bytes), bytes.size()) == 1 &&
          EVP_MAC_final(context, bytes_of(signature), &size, signature.size()) == 1 && size == digest_size);
  return signature;
}

}  // namespace workchat::auth
