#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "histogram.hpp"

namespace bench {

/// What a load found: named figures, units last (`server_cpu_us_per_delivery`), in the order they were set.
class Report {
 public:
  explicit Report(std::string load) { set("load", std::move(load)); }

  void set(const std::string& name, std::string text);
  void set(const std::string& name, std::int64_t value);
  void set(const std::string& name, double value);
  /// `name` ends with _us: p50, p90, p99, p99.9 and the most, in microseconds, and how many.
  void set(const std::string& name, const Histogram& durations);
  /// A promise that was broken: the run says nothing, whatever its figures are.
  void fail(const std::string& why);

  bool failed() const { return !failures_.empty(); }
  std::string json() const;
  std::string text() const;

 private:
  struct Figure {
    std::string name;
    std::string json;  ///< a JSON value
    std::string text;
  };
  std::vector<Figure> figures_;
  std::vector<std::string> failures_;
};

/// What a subcommand does once its options were read.
using Task = std::function<Report()>;

}  // namespace bench
