#include "options.hpp"

#include <map>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include <workchat/version.hpp>

#include "exit_code.hpp"

namespace server {
namespace {

/// The table at the end of --help.
std::string list_limits() {
  std::string text = "Limits (--limit NAME=VALUE), with their defaults:\n";
  const workchat::Limits defaults;
  for (const auto& row : workchat::limit_rows()) {
    std::string setting(row.name);
    setting += '=';
    setting += std::to_string(defaults.*row.value);
    text += "  " + setting + std::string(setting.size() < 32 ? 32 - setting.size() : 1, ' ');
    text += std::string(row.about) + '\n';
  }
  return text;
}

/// Throws CLI::ValidationError, as CLI11 wants it.
void set_limits(workchat::Limits& limits, const std::vector<std::string>& wanted) {
  for (const auto& setting : wanted) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) throw CLI::ValidationError("--limit", setting + ": NAME=VALUE is asked");
    const std::string_view text(setting);
    const auto set = workchat::set_limit(limits, text.substr(0, equals), text.substr(equals + 1));
    if (!set) throw CLI::ValidationError("--limit", setting + ": " + set.error().message);
  }
}

void add_network_options(CLI::App& app, Settings& settings) {
  app.add_option("--address", settings.address,
                 "The host or address to listen on (default: all, IPv4 and IPv6)");
  app.add_option("--port", settings.port, "The port; 0: the system chooses")
      ->envname("PORT")
      ->capture_default_str();
  app.add_option("--threads", settings.serving.threads, "I/O threads (default: one for each core but one)")
      ->check(CLI::Range(0, 1024));
  auto* certificate = app.add_option("--tls-certificate", settings.serving.certificate,
                                     "PEM file: speak TLS too; read again on SIGHUP");
  auto* key =
      app.add_option("--tls-key", settings.serving.private_key, "PEM file: the certificate's private key");
  certificate->needs(key);
  key->needs(certificate);
  app.add_option("--trusted-proxy", settings.serving.trusted_proxies,
                 "An address whose X-Forwarded-For and -Proto are believed; may be repeated");
}

void add_chat_options(CLI::App& app, Settings& settings) {
  app.add_option("--data", settings.folder, "The folder of the chat")->capture_default_str();
  app.add_option("--store", settings.store, "Where the chat is kept, as a URL (default: sqlite: in --data)");
  app.add_option("--durability", settings.durability,
                 "full: what was acknowledged survives a power cut (default); normal; off")
      ->check(CLI::IsMember({"full", "normal", "off"}));
  app.add_option("--motd", settings.motd, "A text that everybody is greeted with");
  app.add_flag("--no-guests", settings.no_guests, "Nobody comes in with a name alone");
  app.add_flag("--no-registration", settings.no_registration, "Nobody makes an account");
}

void add_log_options(CLI::App& app, Settings& settings) {
  using workchat::LogLevel;
  static const std::map<std::string, LogFormat> formats{{"text", LogFormat::text}, {"json", LogFormat::json}};
  static const std::map<std::string, LogLevel> levels{{"debug", LogLevel::debug},
                                                      {"info", LogLevel::info},
                                                      {"warning", LogLevel::warning},
                                                      {"error", LogLevel::error}};
  app.add_option("--log-format", settings.log_format,
                 "text (default) or json, one line each, on standard error")
      ->transform(CLI::CheckedTransformer(formats).description("text|json"));
  app.add_option("--log-level", settings.log_level,
                 "The least that is logged: debug, info (default), warning, error")
      ->transform(CLI::CheckedTransformer(levels).description("LEVEL"));
}

}  // namespace

std::string Settings::store_url() const {
  const std::string url = store.empty() ? "sqlite:" + folder : store;
  return durability.empty() ? url : url + "?durability=" + durability;
}

std::string Settings::listen_address() const {
  const bool bare_v6 = address.find(':') != std::string::npos && address.front() != '[';
  return (bare_v6 ? '[' + address + ']' : address) + ':' + std::to_string(port);
}

std::string Settings::url(std::uint16_t listening_port) const {
  const std::string listening = listen_address();
  const std::string host = address.empty() ? "localhost" : listening.substr(0, listening.rfind(':'));
  return (serving.certificate.empty() ? "http://" : "https://") + host + ':' + std::to_string(listening_port);
}

Parsed read_options(int argc, char** argv) {
  Parsed parsed;
  Settings& settings = parsed.settings;
  std::vector<std::string> limits;
  CLI::App app("Team chat on one port: REST, WebSocket, SSE and a page.", "workchat-server");
  app.set_version_flag("--version", std::string(workchat::version()));
  app.set_config("--config", "", "A file of these options, as name = value lines (TOML or INI)");
  app.allow_config_extras(CLI::config_extras_mode::error);
  add_network_options(app, settings);
  add_chat_options(app, settings);
  add_log_options(app, settings);
  app.add_option("--limit", limits, "NAME=VALUE, one of those below; may be repeated")
      ->type_name("NAME=VALUE");
  app.footer(list_limits());
  try {
    app.parse(argc, argv);
    set_limits(settings.limits, limits);
    parsed.run = true;
  } catch (const CLI::ParseError& refusal) {
    parsed.exit_code = app.exit(refusal) == 0 ? exit_ok : exit_bad_options;
  }
  return parsed;
}

}  // namespace server
