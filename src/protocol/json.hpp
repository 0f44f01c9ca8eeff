#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <workchat/result.hpp>

/// JSON text read into one flat tape: two allocations whatever comes in, and no recursion.
namespace workchat::protocol::json {

enum class Kind : std::uint8_t { null, boolean, number, text, list, object };

class Document;
struct Member;

/// A value of a Document, borrowed from it.
class Value {
 public:
  Value(const Document& document, std::uint32_t at) : document_(&document), at_(at) {}

  Kind kind() const;
  bool boolean() const;
  /// Of a text, its characters; of a number, the digits as they were written.
  std::string_view text() const;
  /// A number written without fraction or exponent.
  bool whole() const;
  /// A whole number that fits.
  std::optional<std::int64_t> integer() const;
  /// Of a list or an object.
  std::uint32_t size() const;
  /// Of an object, in the order they were written, repeated names included.
  std::vector<Member> members() const;

 private:
  const Document* document_;
  std::uint32_t at_;
};

struct Member {
  std::string_view name;
  Value value;
};

/// A JSON text (RFC 8259), strictly: well-formed UTF-8, no lone surrogate, nothing after the value.
class Document {
 public:
  /// Errors: bad_request.
  static Result<Document> parse(std::string_view text, std::int64_t most_levels);

  Value root() const { return Value(*this, 0); }

 private:
  friend class Value;
  friend class Tape;

  struct Token {
    Kind kind = Kind::null;
    bool on = false;
    std::uint32_t begin = 0;  ///< in text_
    std::uint32_t size = 0;   ///< bytes, or items, or members
    std::uint32_t next = 0;   ///< the token after this value
  };

  std::vector<Token> tokens_;
  std::string text_;
};

}  // namespace workchat::protocol::json
