#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace workchat::server {

/// Takes the chunked coding (RFC 9112, section 7.1) apart, strictly: http_parser's build takes any byte for
/// the LF of a chunk line, which is a way to smuggle.
class ChunkedBody {
 public:
  enum class State { more, complete, malformed, too_large };

  /// `most`: bytes of the body; `most_aside`: bytes of all chunk extensions, and of the trailer section,
  /// which are read and left out.
  ChunkedBody(std::size_t most, std::size_t most_aside) : most_(most), most_aside_(most_aside) {}

  /// Appends what `bytes` hold of the body to `body`; `used` says how many of them belonged to it.
  State consume(std::string_view bytes, std::size_t& used, std::string& body);

 private:
  enum class Part { size_line, content, content_end, trailer };

  State take_line(std::string_view line);

  Part part_ = Part::size_line;
  std::string line_;
  std::uint64_t left_ = 0;
  std::size_t taken_ = 0;
  std::size_t extensions_ = 0;
  std::size_t trailer_ = 0;
  std::size_t most_;
  std::size_t most_aside_;
};

}  // namespace workchat::server
