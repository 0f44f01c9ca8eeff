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
#include <string_view>

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

class TlsClient {
 public:
  explicit TlsClient(std::uint16_t port, int most_version = TLS1_3_VERSION)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)),
        context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free),
        ssl_(nullptr, SSL_free) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    SSL_CTX_set_max_proto_version(context_.get(), most_version);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_);
    connected_ = SSL_connect(ssl_.get()) == 1;
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() { ::close(socket_); }

  SSL* ssl() const { return ssl_.get(); }
  bool connected() const { return connected_; }

  /// The one that was shown, as DER.
  std::string certificate() const {
    const std::unique_ptr<X509, void (*)(X509*)> shown(SSL_get1_peer_certificate(ssl()), X509_free);
    unsigned char* der = nullptr;
    const int size = i2d_X509(shown.get(), &der);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
  }

  void send(const std::string& bytes) const {
    SSL_write(ssl(), bytes.data(), static_cast<int>(bytes.size()));
  }

  std::string ask(const std::string& request) const {
    send(request);
    return rest();
  }

  /// All that comes until the end.
  std::string rest() const {
    std::string answer;
    char bytes[16384];
    for (int count = 0; (count = SSL_read(ssl(), bytes, sizeof bytes)) > 0;) {
      answer.append(bytes, static_cast<std::size_t>(count));
    }
    return answer;
  }

 private:
  int socket_;
  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  bool connected_ = false;
};

std::string ask_by_tls(std::uint16_t port, const std::string& request) {
  const TlsClient client(port);
  REQUIRE(client.connected());
  return client.ask(request);
}

}  // namespace

TEST_CASE("trap_7: TLS and plain share the port, and the cookie of the first is Secure") {
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

TEST_CASE("A peer cannot negotiate its connection anew, and so not make the server hash without end") {
  const TemporaryFolder folder;
  ServerOptions options;
  options.certificate = folder.path() + "/certificate.pem";
  options.private_key = folder.path() + "/key.pem";
  write_certificate(options.certificate, options.private_key);
  LiveServer chat(LiveServer::free_limits(), options);
  const TlsClient client(chat.port(), TLS1_2_VERSION);
  REQUIRE(client.connected());
  SSL_renegotiate(client.ssl());
  SSL_do_handshake(client.ssl());
  char byte = 0;
  CHECK(SSL_read(client.ssl(), &byte, 1) <= 0);
}

TEST_CASE("trap_7: another certificate can be had from the files while the server runs") {
  const TemporaryFolder folder;
  ServerOptions options;
  options.certificate = folder.path() + "/certificate.pem";
  options.private_key = folder.path() + "/key.pem";
  write_certificate(options.certificate, options.private_key);
  LiveServer chat(LiveServer::free_limits(), options);
  const TlsClient before(chat.port());
  write_certificate(options.certificate, options.private_key);
  REQUIRE(chat.server().reload_certificate().ok());
  const TlsClient after(chat.port());
  REQUIRE((before.connected() && after.connected()));
  CHECK(before.certificate() != after.certificate());
  CHECK(before.ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find("HTTP/1.1 200") ==
        0);

  write_certificate(options.certificate, folder.path() + "/another_key.pem");
  CHECK(chat.server().reload_certificate().error().code == Errc::unavailable);
  CHECK(TlsClient(chat.port()).certificate() == after.certificate());
  CHECK(LiveServer().server().reload_certificate().error().code == Errc::unavailable);
}

TEST_CASE("Who goes without reading the answer ends no process, whatever it thinks of SIGPIPE") {
  const TemporaryFolder folder;
  ServerOptions options;
  options.certificate = folder.path() + "/certificate.pem";
  options.private_key = folder.path() + "/key.pem";
  write_certificate(options.certificate, options.private_key);
  LiveServer chat(LiveServer::free_limits(), options);
  for (int i = 0; i < 20; ++i) {
    const TlsClient client(chat.port());
    REQUIRE(client.connected());
    client.send("GET /openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }
  CHECK(ask_by_tls(chat.port(), "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .find("HTTP/1.1 200") == 0);
}

namespace {

/// The opcode of the last of the frames that a server sent, and its code; -1: they are not whole frames.
int last_close_code(std::string_view bytes) {
  int code = -1;
  while (bytes.size() >= 2) {
    std::size_t size = static_cast<unsigned char>(bytes[1]);
    std::size_t begin = 2;
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (more > 0) size = 0;
    for (; begin < 2 + more && begin < bytes.size(); ++begin) {
      size = size << 8 | static_cast<unsigned char>(bytes[begin]);
    }
    const int opcode = static_cast<unsigned char>(bytes[0]);
    if ((opcode != 0x81 && opcode != 0x88 && opcode != 0x89) || size > bytes.size() - begin) return -1;
    if (opcode == 0x81 && (bytes[begin] != '{' || bytes[begin + size - 1] != '}')) return -1;
    code = opcode == 0x88
               ? static_cast<unsigned char>(bytes[begin]) * 256 + static_cast<unsigned char>(bytes[begin + 1])
               : -1;
    bytes.remove_prefix(begin + size);
  }
  return bytes.empty() ? code : -1;
}

std::string masked(const std::string& json) {
  REQUIRE(json.size() < 126);
  return std::string("\x81") + static_cast<char>(0x80 | json.size()) + std::string(4, '\0') + json;
}

}  // namespace

TEST_CASE("trap_3: who reads too slowly behind TLS gets whole frames, and is told why it has to go") {
  const TemporaryFolder folder;
  ServerOptions options;
  options.certificate = folder.path() + "/certificate.pem";
  options.private_key = folder.path() + "/key.pem";
  write_certificate(options.certificate, options.private_key);
  Limits limits = LiveServer::free_limits();
  limits.backlog = 65536;
  LiveServer chat(limits, options);

  const TlsClient slow(chat.port());
  REQUIRE(slow.connected());
  slow.send(
      "GET /ws/chat/general?token=" + chat.token("slow") +
      " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
      masked(R"({"type":"ping","id":1})"));
  LiveGuest writer(chat, "writer", "/ws/chat/general");
  for (int i = 0; i < 600; ++i) {
    std::string text;
    while (text.size() < 15600) text += "\U0001F422";
    writer.text(R"({"type":"message","room":"general","text":")" + text + R"(","id":)" + std::to_string(i) +
                "}");
    REQUIRE(!writer.next_text("\"ok\",\"id\":" + std::to_string(i) + ",").empty());
  }
  const std::string heard = slow.rest();
  const std::size_t head = heard.find("\r\n\r\n");
  REQUIRE(head != std::string::npos);
  CHECK(last_close_code(std::string_view(heard).substr(head + 4)) == 4008);
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
