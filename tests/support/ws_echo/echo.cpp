#include "support/ws_echo/echo.hpp"

#include "server/io_thread.hpp"
#include "server/routes.hpp"
#include "server/ws_handshake.hpp"
#include "server/ws_socket.hpp"

namespace workchat::server {
namespace {

bool deflates = true;

/// Says every message back as it came.
class EchoConversation final : public WsSocket {
 public:
  using WsSocket::WsSocket;

  void on_message(Opcode opcode, std::string payload) override { send(opcode, payload, Urgency::answer); }
  void on_due(TimeMs) override {}
  void on_slow() override { connection_.cut(); }
  void on_stop() override { close(1001, "going away"); }
};

}  // namespace

// This program's routes: the linker finds these first, and takes none from the library.
void serve_route(const std::shared_ptr<Exchange>& exchange) {
  WsTerms terms;
  HttpResponse refused;
  if (!check_handshake(exchange->request(), terms, refused)) return exchange->answer(std::move(refused));
  if (!deflates) terms = {terms.accept, terms.subprotocol, {}, 0};
  WsForm form;
  form.most = static_cast<std::size_t>(exchange->thread().limits().frame);
  form.deflate = terms.window_bits != 0 ? WsForm::Deflate::always : WsForm::Deflate::never;
  form.window_bits = terms.window_bits;
  auto echo = std::make_unique<EchoConversation>(exchange->connection(), form);
  exchange->hand_over(write_upgrade(terms, exchange->thread().date()), std::move(echo));
}

}  // namespace workchat::server

namespace workchat::testing {

void offer_deflate(bool offer) {
  server::deflates = offer;
}

}  // namespace workchat::testing
