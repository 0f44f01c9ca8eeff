#include "report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bench {
namespace {

/// Enough digits to compare with, and none more.
std::string digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.5g", std::isfinite(value) ? value : 0.0);
  const std::string shown = text;
  if (shown.find('e') == std::string::npos) return shown;
  std::snprintf(text, sizeof text, "%.0f", value);
  return text;
}

std::string json_string(const std::string& text) {
  std::string json = "\"";
  for (const char sign : text) {
    if (sign == '"' || sign == '\\') json += '\\';
    json += static_cast<unsigned char>(sign) < 0x20 ? ' ' : sign;
  }
  return json + '"';
}

}  // namespace

void Report::set(const std::string& name, std::string text) {
  figures_.push_back({name, json_string(text), std::move(text)});
}

void Report::set(const std::string& name, std::int64_t value) {
  figures_.push_back({name, std::to_string(value), std::to_string(value)});
}

void Report::set(const std::string& name, double value) {
  figures_.push_back({name, digits(value), digits(value)});
}

void Report::set(const std::string& name, const Histogram& durations) {
  static const std::vector<std::pair<const char*, double>> quantiles{
      {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99_9", 0.999}, {"max", 1}};
  Figure figure{name, "{\"count\":" + std::to_string(durations.count()), {}};
  for (const auto& [word, share] : quantiles) {
    const std::string value = digits(static_cast<double>(durations.quantile(share)) / 1000);
    figure.json += std::string(",\"") + word + "\":" + value;
    figure.text += std::string(word) + ' ' + value + "  ";
  }
  figure.json += '}';
  figures_.push_back(std::move(figure));
}

void Report::fail(const std::string& why) {
  failures_.push_back(why);
}

std::string Report::json() const {
  std::string json = "{";
  for (const auto& figure : figures_) json += json_string(figure.name) + ':' + figure.json + ',';
  json += "\"failures\":[";
  for (const auto& failure : failures_) json += (&failure == failures_.data() ? "" : ",") + json_string(failure);
  return json + "]}\n";
}

std::string Report::text() const {
  std::size_t width = 0;
  for (const auto& figure : figures_) width = std::max(width, figure.name.size());
  std::string text;
  for (const auto& figure : figures_) {
    text += figure.name + std::string(width + 2 - figure.name.size(), ' ') + figure.text + '\n';
  }
  for (const auto& failure : failures_) text += "FAILED: " + failure + '\n';
  return text;
}

}  // namespace bench
