#if WORKCHAT_TLS

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "server/live_server.hpp"
#include "support/temporary_folder.hpp"

using namespace workchat;
using namespace workchat::testing;

namespace {

// A certificate for this test, signed by itself.
void write_certificate(const std::string& certificate_file, const std::string& key_file) {
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                             -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  std::FILE* file = std::fopen(certificate_file.c_str(), "w");
  PEM_write_X509(file, certificate.get());
  std::fclose(file);
  file = std::fopen(key_file.c_str(), "w");
  PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

std::string ask_by_tls(std::uint16_t port, const std::string& request) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()), SSL_free);
  SSL_set_fd(ssl.get(), socket);
  REQUIRE(SSL_connect(ssl.get()) == 1);
  SSL_write(ssl.get(), request.data(), static_cast<int>(request.size()));
  std::string answer;
  char bytes[16384];
  for (int count = 0; (count = SSL_read(ssl.get(), bytes, sizeof bytes)) > 0;) {
    answer.append(bytes, static_cast<std::size_t>(count));
  }
  ::close(socket);
  return answer;
}

}  // namespace

TEST_CASE("TLS and plain share the port, and the cookie of the first is Secure") {
  const TemporaryFolder folder;
  ServerOptions options;
  options.certificate = folder.path() + "/certificate.pem";
  options.private_key = folder.path() + "/key.pem";
  write_certificate(options.certificate, options.private_key);
  LiveServer chat(LiveServer::free_limits(), options);

  const std::string body = R"({"username":"ana","password":"secret-enough"})";
  const std::string answer = ask_by_tls(
      chat.port(), "POST /auth/register HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                       std::to_string(body.size()) + "\r\n\r\n" + body);
  CHECK(answer.find("HTTP/1.1 201") == 0);
  CHECK(answer.find("; Secure") != std::string::npos);
  const std::string large =
      ask_by_tls(chat.port(), "GET /openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(large.size() > 10000);
  CHECK(large.back() == '}');

  NetClient plain(chat.port());
  CHECK(plain.ask("GET", "/healthz").status == 200);
}

TEST_CASE("A certificate that cannot be read is an error and no server") {
  Engine engine = Engine::open({}).value();
  ServerOptions options;
  options.certificate = "/nowhere/certificate.pem";
  options.private_key = "/nowhere/key.pem";
  const auto server = serve(engine, "127.0.0.1:0", options);
  REQUIRE(!server.ok());
  CHECK(server.error().code == Errc::unavailable);
}

#endif
