#include "server/io_thread.hpp"

#include <asio/dispatch.hpp>
#include <asio/post.hpp>

#include <csignal>

#include "server/http_conversation.hpp"
#include "server/http_response.hpp"
#include "server/shared.hpp"

namespace workchat::server {
namespace {

// A peer that sends without end is always ready: what the others are owed is written in between.
constexpr int handlers_in_a_round = 256;

// When thousands come at once, those who are here already are not to wait for them all. A round lets in so
// many at most, and where much waits for the engine, or for long, one in a millisecond.
constexpr std::size_t admitted_in_a_round = 16;
constexpr std::size_t many_asks = 64;
constexpr TimeMs long_ms = 10;

// OpenSSL writes without MSG_NOSIGNAL: a peer that has gone must not end the host's process.
void hold_broken_pipes() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

IoThread::IoThread(Shared& shared)
    : shared_(shared),
      limits_(shared.engine.limits()),
      work_(context_.get_executor()),
      tick_(context_),
      poller_(context_),
      outbox_(
          shared.engine.open_outbox([this] { asio::post(context_, [] {}); },  // a round takes what waits
                                    Engine::WakeOn::any_thread)),
      asks_(shared.engine, outbox_),
      sessions_(asks_),
      feeds_(static_cast<std::size_t>(shared.engine.limits().chunk)),
      now_(shared.engine.clock().monotonic_ms()),
      wheel_(now_) {}

IoThread::~IoThread() {
  join();
}

void IoThread::start() {
  thread_ = std::thread([this] { run(); });
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
  outbox_->close();
}

std::shared_ptr<TlsContext> IoThread::tls() const {
  return std::atomic_load(&shared_.tls);
}
TimeMs IoThread::wall_now() const {
  return shared_.engine.clock().now_ms();
}

const std::string& IoThread::date() {
  const TimeMs second = wall_now() / 1000;
  if (date_.empty() || second != date_second_) date_ = http_date(date_second_ = second);
  return date_;
}

void IoThread::adopt(int socket, Peer peer) {
  asio::dispatch(context_, [this, socket, peer = std::move(peer)]() mutable {
    shared_.engine.log(LogLevel::debug, "connect", peer.address);
    read_clock();
    auto connection = std::make_shared<Connection>(*this, socket, std::move(peer));
    connections_.insert(connection);
    connection->start(std::make_unique<HttpConversation>(*connection));
    if (stopping_) connection->stop();
  });
}

std::size_t IoThread::admits() const {
  return asks_.arriving() < many_asks && asks_.delay() <= long_ms ? admitted_in_a_round : 0;
}

void IoThread::admit() {
  std::size_t most = admits();
  if (most == 0 && admitted_at_ != now_) most = 1;
  if (stopping_) most = in_line();
  while (most > 0 && in_line() > 0) {
    auto& line = let_in_.empty() ? newcomers_ : let_in_;
    const std::shared_ptr<Connection> next = std::move(line.front());
    line.pop_front();
    if (next->closed()) continue;
    admitted_at_ = now_;
    --most;
    next->read_first();
  }
}

void IoThread::bury(std::unique_ptr<Conversation> conversation) {
  if (conversation) buried_.push_back(std::move(conversation));
}

void IoThread::forget(std::shared_ptr<Connection> connection) {
  shared_.engine.log(LogLevel::debug, "disconnect", connection->peer().address);
  shared_.addresses.remove(connection->peer().address_key);
  connections_.erase(connection);
  gone_.push_back(std::move(connection));
}

// With nothing to time the thread sleeps: what another thread posts may find the time of long ago.
void IoThread::read_clock() {
  now_ = shared_.engine.clock().monotonic_ms();
  asks_.set_now(now_);
}

void IoThread::open_send_ring() {
  if (limits_.send_batch < 2) return;
  if (const auto error = send_ring_.open(static_cast<std::size_t>(limits_.send_batch)))
    shared_.engine.log(LogLevel::debug, "no_send_ring", error.message());
}

void IoThread::run() {
  hold_broken_pipes();
  poller_.start();
  open_send_ring();
  while (!ended_) {
    take();
    round();
  }
  poller_.stop();
  context_.poll();  // the handlers of what was cut
  unread_.clear();
  let_in_.clear();
  newcomers_.clear();
  marked_.clear();
  buried_.clear();
  gone_.clear();
  deliver();  // whose session was opened and is not wanted any more
  asks_.clear();
  asks_.submit();  // that sessions ended
}

// Waits for something to do, and does it.
void IoThread::take() {
  poller_.begin_round();
  if (!told_ && unread_.empty() && !asks_.unsent()) {
    if (in_line() == 0)
      context_.run_one();
    else if (admits() == 0)
      context_.run_one_for(std::chrono::milliseconds(1));
  }
  read_clock();
  for (int i = 0; i < handlers_in_a_round && !poller_.looked() && context_.poll_one() > 0; ++i) {
  }
  admit();
  for (const auto& connection : std::exchange(unread_, {})) {
    if (!connection->closed()) connection->read_on();
  }
}

// The flush stands in the loop itself: a posted one would wait a whole round longer.
void IoThread::round() {
  wheel_.advance(now_);
  asks_.submit();  // what the readers of the last turn said to it is in the next one
  deliver();
  feeds_.flush();
  while (!marked_.empty()) {
    flush_marked();
    feeds_.flush();
  }
  buried_.clear();
  gone_.clear();
  arm_tick();
  if (stopping_ && (connections_.empty() || now_ >= stop_by_)) end_loop();
}

void IoThread::flush_marked() {
  const std::vector<Connection*> marked = std::exchange(marked_, {});
  if (send_ring_.is_open() && marked.size() > 1) {
    // All are sent before the first conversation hears of it, and may write to another one.
    for (Connection* connection : marked) connection->send_ahead(send_ring_);
    send_ring_.submit();
    if (!send_ring_.is_open()) shared_.engine.log(LogLevel::warning, "no_send_ring", "the system takes no more");
  }
  for (Connection* connection : marked) connection->flush();
}

void IoThread::deliver() {
  if (outbox_->take(deliveries_)) {
    feeds_.pages().clear();  // a deletion may be among what was dropped
    sessions_.lost();
  }
  for (Delivery& delivery : deliveries_) {
    switch (delivery.kind) {
      case Delivery::Kind::event: feeds_.tell(delivery.event); break;
      case Delivery::Kind::answer:
        asks_.answer(delivery.ticket, *delivery.answer);
        delivery.answer = nullptr;  // a hundred pages may have come at once
        break;
      default: sessions_.deliver(delivery);
    }
  }
  told_ = !deliveries_.empty();
  deliveries_.clear();
  if (asks_.answer_refused()) asio::post(context_, [] {});
  asks_.end_round();
}

void IoThread::arm_tick() {
  if (ticking_ || (wheel_.empty() && !stopping_)) return;
  ticking_ = true;
  tick_.expires_after(std::chrono::milliseconds(Wheel::tick_ms));
  tick_.async_wait([this](const asio::error_code&) { ticking_ = false; });
}

void IoThread::stop() {
  asio::post(context_, [this] { begin_stop(); });
}

void IoThread::begin_stop() {
  if (stopping_) return;
  stopping_ = true;
  read_clock();
  stop_by_ = now_ + limits().drain_ms;
  const std::vector<std::shared_ptr<Connection>> all(connections_.begin(), connections_.end());
  for (const auto& connection : all) connection->stop();
}

void IoThread::end_loop() {
  const std::vector<std::shared_ptr<Connection>> left(connections_.begin(), connections_.end());
  for (const auto& connection : left) connection->cut();
  ended_ = true;
}

}  // namespace workchat::server
