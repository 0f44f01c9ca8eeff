// A program with a chat inside: it keeps the chat in a folder, opens a port for browsers and other clients,
// and takes part in it as "bot". Say "ping" in the room "general" at the printed address.
//   01_embed [address] [store]
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <workchat/workchat.hpp>

// What a call gave, or the end of the program with the reason.
template <typename T>
static T need(workchat::Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "01_embed: %s\n", result.error().message.c_str());
  std::exit(1);
}

int main(int argc, char** argv) {
  using std::chrono::hours;

  workchat::Options options;
  options.store = need(workchat::open_store(argc > 2 ? argv[2] : "sqlite:./data"));
  options.motd = "Say ping.";
  auto engine = need(workchat::Engine::open(std::move(options)));
  auto server = need(workchat::serve(engine, argc > 1 ? argv[1] : "127.0.0.1:8000"));

  auto bot = need(engine.connect(workchat::Identity{"bot"}));
  auto room = need(bot.join("general"));
  need(room.post("hola"));
  std::printf("http://localhost:%u\n", unsigned{server.port()});
  std::fflush(stdout);

  while (!bot.closed()) {
    auto event = bot.next(hours(1));
    if (!event) continue;
    if (auto* message = event->message()) {
      std::printf("%s: %s\n", message->user.name.c_str(), message->text.c_str());
      std::fflush(stdout);
      if (message->text == "ping") need(room.post("pong"));
    }
  }
}
