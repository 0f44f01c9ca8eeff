#include "protocol/json.hpp"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <limits>

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "protocol/refuse.hpp"

namespace workchat::protocol::json {

namespace {

/// RapidJSON 1.1 takes the escape of a lone low surrogate and writes it as three bytes that are no UTF-8.
bool has_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\xED'); at != std::string_view::npos; at = text.find('\xED', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

}  // namespace

/// Hears what RapidJSON reads. Each call answers whether to go on.
class Tape : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Tape> {
 public:
  Tape(Document& document, std::int64_t most_levels) : document_(document), most_levels_(most_levels) {}

  bool Null() { return add({}); }
  bool Bool(bool on) {
    Document::Token token;
    token.kind = Kind::boolean;
    token.on = on;
    return add(token);
  }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return add_text(Kind::number, {text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) { return add_text(Kind::text, {text, size}); }
  bool Key(const char* text, rapidjson::SizeType size, bool) { return add_text(Kind::text, {text, size}); }
  bool StartObject() { return open(Kind::object); }
  bool StartArray() { return open(Kind::list); }
  bool EndObject(rapidjson::SizeType size) { return close(size); }
  bool EndArray(rapidjson::SizeType size) { return close(size); }

  const char* refusal() const { return refusal_; }

 private:
  bool add(Document::Token token) {
    token.next = static_cast<std::uint32_t>(document_.tokens_.size() + 1);
    document_.tokens_.push_back(token);
    return true;
  }

  bool add_text(Kind kind, std::string_view text) {
    if (has_surrogate(text)) return refuse("a lone surrogate");
    Document::Token token;
    token.kind = kind;
    token.begin = static_cast<std::uint32_t>(document_.text_.size());
    token.size = static_cast<std::uint32_t>(text.size());
    document_.text_ += text;
    return add(token);
  }

  bool open(Kind kind) {
    if (static_cast<std::int64_t>(open_.size()) >= most_levels_) return refuse("nested too deep");
    open_.push_back(document_.tokens_.size());
    Document::Token token;
    token.kind = kind;
    return add(token);
  }

  bool close(rapidjson::SizeType size) {
    Document::Token& token = document_.tokens_[open_.back()];
    open_.pop_back();
    token.size = size;
    token.next = static_cast<std::uint32_t>(document_.tokens_.size());
    return true;
  }

  bool refuse(const char* why) {
    refusal_ = why;
    return false;
  }

  Document& document_;
  std::int64_t most_levels_;
  std::vector<std::size_t> open_;
  const char* refusal_ = nullptr;
};

Result<Document> Document::parse(std::string_view text, std::int64_t most_levels) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    return refuse(Errc::bad_request, "This is too long.");
  // RapidJSON takes a NUL for the end of the text.
  if (text.find('\0') != std::string_view::npos)
    return refuse(Errc::bad_request, "This is not JSON: a NUL byte.");
  // Eight bytes at a time; RapidJSON's own check goes byte by byte.
  if (!base::valid_utf8(text)) return refuse(Errc::bad_request, "This is not JSON: not UTF-8.");
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
  Document document;
  Tape tape(document, most_levels);
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<flags>(stream, tape);
  if (tape.refusal())
    return refuse(Errc::bad_request, std::string("This is not taken: ") + tape.refusal() + ".");
  if (!result)
    return refuse(Errc::bad_request,
                  std::string("This is not JSON: ") + rapidjson::GetParseError_En(result.Code()));
  return document;
}

Kind Value::kind() const {
  return document_->tokens_[at_].kind;
}
bool Value::boolean() const {
  return document_->tokens_[at_].on;
}
std::uint32_t Value::size() const {
  return document_->tokens_[at_].size;
}

std::string_view Value::text() const {
  const Document::Token& token = document_->tokens_[at_];
  return std::string_view(document_->text_).substr(token.begin, token.size);
}

bool Value::whole() const {
  return kind() == Kind::number && text().find_first_of(".eE") == std::string_view::npos;
}

std::optional<std::int64_t> Value::integer() const {
  return whole() ? base::to_integer(text()) : std::nullopt;
}

std::vector<Member> Value::members() const {
  std::vector<Member> members;
  members.reserve(size());
  for (std::uint32_t at = at_ + 1; at < document_->tokens_[at_].next;) {
    const Value value(*document_, at + 1);
    members.push_back({Value(*document_, at).text(), value});
    at = document_->tokens_[at + 1].next;
  }
  return members;
}

}  // namespace workchat::protocol::json
