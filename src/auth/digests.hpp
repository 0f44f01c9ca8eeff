#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace workchat::auth {

/// SHA-256 (FIPS 180-4), 32 bytes.
std::string sha256(std::string_view bytes);
/// Takes the same time for texts of one length, whatever they hold.
bool equal_secrets(std::string_view a, std::string_view b);

/// HMAC-SHA-256 (RFC 2104) under one key. Threads: any.
class Hmac {
 public:
  explicit Hmac(std::string_view key);
  /// 32 bytes.
  std::string sign(std::string_view bytes) const;

 private:
  struct Free {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };

  const std::unique_ptr<EVP_MAC_CTX, Free> context_;  ///< keyed once; a copy for each signature costs more than it
  mutable std::mutex lock_;
};

}  // namespace workchat::auth
