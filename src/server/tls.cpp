#include "server/tls.hpp"
#include "server/refusal.hpp"

#if WORKCHAT_TLS

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

namespace workchat::server {
namespace {

constexpr std::size_t record = 16384;  // the most one TLS record carries

struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// SSL on the non-blocking socket itself: a fifth of the memory that a pair of memory buffers takes.
class TlsStream final : public Stream {
 public:
  TlsStream(SSL* ssl, int descriptor) : ssl_(ssl), descriptor_(descriptor) {}

  Io read_some(char* out, std::size_t size) override {
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(ssl_.get(), out, size, &count);
    return result == 1 ? Io{IoState::done, count} : Io{state_of(result)};
  }

  Io write_some(const iovec* pieces, int count) override {
    // What OpenSSL could not write it wants to see again, from wherever it then lies.
    char gathered[record];
    std::size_t size = 0;
    for (int i = 0; i < count && size < record; ++i) {
      const std::size_t part = std::min(pieces[i].iov_len, record - size);
      std::memcpy(gathered + size, pieces[i].iov_base, part);
      size += part;
    }
    if (retry_ > 0) size = std::min(size, retry_);
    ERR_clear_error();
    std::size_t written = 0;
    const int result = SSL_write_ex(ssl_.get(), gathered, size, &written);
    retry_ = result == 1 ? 0 : size;
    return result == 1 ? Io{IoState::done, written} : Io{state_of(result), retry_};
  }

  void end_writing() override {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ::shutdown(descriptor_, SHUT_WR);
  }

  bool holds_bytes() const override { return SSL_has_pending(ssl_.get()) == 1; }
  bool secure() const override { return true; }

 private:
  IoState state_of(int result) const {
    switch (SSL_get_error(ssl_.get(), result)) {
      case SSL_ERROR_WANT_READ: return IoState::wants_read;
      case SSL_ERROR_WANT_WRITE: return IoState::wants_write;
      case SSL_ERROR_ZERO_RETURN: return IoState::ended;
      default: return IoState::failed;
    }
  }

  std::unique_ptr<SSL, SslFree> ssl_;
  int descriptor_;
  std::size_t retry_ = 0;
};

class OpensslContext final : public TlsContext {
 public:
  explicit OpensslContext(SSL_CTX* context) : context_(context) {}

  std::unique_ptr<Stream> accept(int descriptor) override {
    SSL* ssl = SSL_new(context_.get());
    if (!ssl) return nullptr;
    SSL_set_fd(ssl, descriptor);
    SSL_set_accept_state(ssl);
    return std::make_unique<TlsStream>(ssl, descriptor);
  }

 private:
  std::unique_ptr<SSL_CTX, SslFree> context_;
};

// A peer that speaks only something else must not take our answers for it (RFC 7301, section 3.2).
int choose_http(SSL*, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered,
                unsigned int offered_size, void*) {
  static constexpr unsigned char spoken[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  const int result =
      SSL_select_next_proto(&found, chosen_size, spoken, sizeof spoken - 1, offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

// A server asks nobody at a terminal: a key under a password is one that cannot be read.
int no_password(char*, int, int, void*) {
  return -1;
}

void set_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // Of TLS 1.2 only what keeps the past secret when the key is lost; all of 1.3 does.
  SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(context,
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_alpn_select_cb(context, choose_http, nullptr);
  // What is resumed is kept by the client, in one ticket, sealed with a key that lives as long as the
  // context.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 1);
  // A connection that waits holds no buffers of OpenSSL's either.
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
}

}  // namespace

Result<std::shared_ptr<TlsContext>> open_tls(const std::string& certificate, const std::string& private_key) {
  std::unique_ptr<SSL_CTX, SslFree> context(SSL_CTX_new(TLS_server_method()));
  if (!context) return refusal(Errc::unavailable, "OpenSSL has no memory");
  set_rules(context.get());
  SSL_CTX_set_default_passwd_cb(context.get(), no_password);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1) {
    return refusal(Errc::unavailable, "the certificate cannot be read: " + certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), private_key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return refusal(Errc::unavailable, "the private key cannot be read, or is not the certificate's");
  }
  return std::shared_ptr<TlsContext>(std::make_shared<OpensslContext>(context.release()));
}

}  // namespace workchat::server

#else

namespace workchat::server {

Result<std::shared_ptr<TlsContext>> open_tls(const std::string&, const std::string&) {
  return refusal(Errc::unavailable, "this build has no TLS");
}

}  // namespace workchat::server

#endif
