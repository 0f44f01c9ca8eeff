#pragma once

#include <memory>
#include <string>

#include <workchat/result.hpp>

#include "server/stream.hpp"

namespace workchat::server {

/// The first byte of a TLS handshake; no HTTP request begins with it.
constexpr char tls_first_byte = 0x16;

/// A certificate and its key. Threads: any.
class TlsContext {
 public:
  virtual ~TlsContext() = default;
  /// Null: no memory. The stream may live longer than the context.
  virtual std::unique_ptr<Stream> accept(int descriptor) = 0;
};

/// Errors: unavailable (a file cannot be read, they do not belong together, or TLS was left out of the
/// build).
Result<std::shared_ptr<TlsContext>> open_tls(const std::string& certificate, const std::string& private_key);

}  // namespace workchat::server
