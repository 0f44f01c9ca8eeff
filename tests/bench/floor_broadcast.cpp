// The floor of a fan-out: what this machine asks for moving the bytes. One thread, one epoll; a text frame
// from a connection on a path goes to all of that path. No JSON, no rights, no store, no limits: not for any
// other use.
//   floor_broadcast PORT [ring]        (0: the system chooses; it says which)
// With `ring` what goes to the members of a room goes in one call of the system (io_uring), where that lets us, as the
// server does it; else each is a `send`.
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

struct Room;

struct Peer {
  int fd = -1;
  Room* room = nullptr;  ///< none until the handshake is done
  std::size_t place = 0;
  std::string tail;     ///< of an unfinished head or frame
  std::string backlog;  ///< what the system did not take
};

struct Room {
  std::vector<Peer*> members;
  std::string chunk;  ///< this turn's frames, ready to send
};

int poll_fd;
std::unordered_map<std::string, Room> rooms;
std::vector<Room*> spoken_in;  ///< in this turn
std::vector<char> buffer(1 << 20);
constexpr unsigned ring_size = 256;
std::unique_ptr<io_uring> ring;  ///< none: each send by itself

std::string accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned char base64[64];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  EVP_EncodeBlock(base64, digest, static_cast<int>(size));
  return reinterpret_cast<const char*>(base64);
}

void watch(Peer& peer, int operation, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &peer;
  epoll_ctl(poll_fd, operation, peer.fd, &event);
}

/// Bytes of a head that is complete; 0: it is not.
std::size_t shake_hands(Peer& peer, std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  const std::string_view head = bytes.substr(0, end + 2);
  constexpr std::string_view field = "Sec-WebSocket-Key: ";
  const auto key = head.find(field) + field.size();
  const std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      accept_key(head.substr(key, head.find('\r', key) - key)) + "\r\n\r\n";
  send(peer.fd, answer.data(), answer.size(), MSG_NOSIGNAL);
  peer.room = &rooms[std::string(head.substr(4, head.find(' ', 4) - 4))];
  peer.place = peer.room->members.size();
  peer.room->members.push_back(&peer);
  return end + 4;
}

void append_frame(std::string& chunk, const unsigned char* masked, std::size_t size,
                  const unsigned char* mask) {
  chunk += '\x81';
  if (size < 126) {
    chunk += static_cast<char>(size);
  } else {
    chunk += '\x7e';
    chunk += static_cast<char>(size >> 8);
    chunk += static_cast<char>(size & 0xFF);
  }
  const std::size_t from = chunk.size();
  chunk.resize(from + size);
  for (std::size_t i = 0; i < size; ++i) chunk[from + i] = static_cast<char>(masked[i] ^ mask[i & 3]);
}

/// Bytes of the frames that are complete. Those of 64 KiB and more are not for us.
std::size_t take_frames(Peer& peer, std::string_view bytes) {
  std::size_t at = 0;
  while (bytes.size() - at >= 6) {
    const auto* head = reinterpret_cast<const unsigned char*>(bytes.data()) + at;
    std::size_t size = head[1] & 0x7F;
    std::size_t header = 6;
    if (size == 126) {
      size = static_cast<std::size_t>(head[2]) << 8 | head[3];
      header = 8;
    }
    if (bytes.size() - at < header + size) break;
    if ((head[0] & 0x0F) == 1) {
      if (peer.room->chunk.empty()) spoken_in.push_back(peer.room);
      append_frame(peer.room->chunk, head + header, size, head + header - 4);
    }
    at += header + size;
  }
  return at;
}

void leave(Peer& peer) {
  if (peer.room != nullptr) {
    auto& members = peer.room->members;
    members[peer.place] = members.back();
    members[peer.place]->place = peer.place;
    members.pop_back();
  }
  close(peer.fd);
  delete &peer;
}

/// False: the peer has gone.
bool read_from(Peer& peer) {
  const std::size_t held = peer.tail.copy(buffer.data(), peer.tail.size());
  const ssize_t got = recv(peer.fd, buffer.data() + held, buffer.size() - held, 0);
  if (got <= 0) return got < 0 && errno == EAGAIN;
  std::string_view bytes(buffer.data(), held + static_cast<std::size_t>(got));
  if (peer.room == nullptr) bytes.remove_prefix(shake_hands(peer, bytes));
  if (peer.room != nullptr) bytes.remove_prefix(take_frames(peer, bytes));
  peer.tail.assign(bytes);
  return true;
}

/// `sent`: how much of it the system took, or less than 0.
void keep_rest(Peer& peer, std::string_view bytes, ssize_t sent) {
  const std::size_t taken = sent < 0 ? 0 : static_cast<std::size_t>(sent);
  if (taken == bytes.size()) return;
  peer.backlog = bytes.substr(taken);
  watch(peer, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

void write_to(Peer& peer, std::string_view bytes) {
  if (peer.backlog.empty()) return keep_rest(peer, bytes, send(peer.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  peer.backlog += bytes;
}

/// To all of a room in one call for each 256 of them.
void write_to_all(const Room& room) {
  unsigned asked = 0;
  const auto ask = [&asked, &room] {
    io_uring_submit_and_wait(ring.get(), asked);
    for (; asked > 0; --asked) {
      io_uring_cqe* answer = nullptr;
      io_uring_wait_cqe(ring.get(), &answer);
      keep_rest(*static_cast<Peer*>(io_uring_cqe_get_data(answer)), room.chunk, answer->res);
      io_uring_cqe_seen(ring.get(), answer);
    }
  };
  for (Peer* member : room.members) {
    if (!member->backlog.empty()) {
      member->backlog += room.chunk;
      continue;
    }
    io_uring_sqe* const entry = io_uring_get_sqe(ring.get());
    io_uring_prep_send(entry, member->fd, room.chunk.data(), room.chunk.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    io_uring_sqe_set_data(entry, member);
    if (++asked == ring_size) ask();
  }
  if (asked > 0) ask();
}

void write_on(Peer& peer) {
  const std::string waiting = std::exchange(peer.backlog, {});
  write_to(peer, waiting);
  if (peer.backlog.empty()) watch(peer, EPOLL_CTL_MOD, EPOLLIN);
}

void accept_from(int listener) {
  const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto* peer = new Peer;
  peer->fd = fd;
  watch(*peer, EPOLL_CTL_ADD, EPOLLIN);
}

int listen_at(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(fd, 4096) != 0) {
    std::perror("floor_broadcast");
    std::exit(1);
  }
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  std::printf("listens at http://127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  return fd;
}

void turn(Peer& door, std::vector<epoll_event>& events) {
  const int ready = epoll_wait(poll_fd, events.data(), static_cast<int>(events.size()), -1);
  for (int i = 0; i < ready; ++i) {
    auto& peer = *static_cast<Peer*>(events[static_cast<std::size_t>(i)].data.ptr);
    const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
    if (&peer == &door) {
      accept_from(door.fd);
      continue;
    }
    if ((what & EPOLLOUT) != 0) write_on(peer);
    if ((what & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0 && !read_from(peer)) leave(peer);
  }
  for (Room* room : spoken_in) {
    if (ring) {
      write_to_all(*room);
    } else {
      for (Peer* member : room->members) write_to(*member, room->chunk);
    }
    room->chunk.clear();
  }
  spoken_in.clear();
}

}  // namespace

int main(int argc, char** argv) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  poll_fd = epoll_create1(EPOLL_CLOEXEC);
  if (argc > 2 && std::strcmp(argv[2], "ring") == 0) {
    ring = std::make_unique<io_uring>();
    const unsigned flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL;
    if (io_uring_queue_init(ring_size, ring.get(), flags) < 0) ring = nullptr;
  }
  Peer door;
  door.fd = listen_at(static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0));
  watch(door, EPOLL_CTL_ADD, EPOLLIN);
  std::vector<epoll_event> events(1024);
  while (true) turn(door, events);
}
