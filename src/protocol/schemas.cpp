#include "protocol/schemas.hpp"

namespace workchat::protocol {

namespace {

constexpr std::string_view person = R"({"type":"object","required":["id","name"],"properties":{
"id":{"type":"string"},"name":{"type":"string"}}})";

constexpr std::string_view user = R"({"type":"object","required":["id","name","display_name","role"],
"properties":{"id":{"type":"string"},"name":{"type":"string"},"display_name":{"type":"string"},
"role":{"type":"string","enum":["guest","user","admin"]}}})";

constexpr std::string_view users = R"({"type":"object","required":["users"],"properties":{
"users":{"type":"array","items":{"$ref":"#/components/schemas/User"}}}})";

constexpr std::string_view signed_in = R"({"type":"object",
"required":["access_token","token_type","expires_in","user"],"properties":{
"access_token":{"type":"string"},"token_type":{"type":"string","const":"bearer"},
"expires_in":{"type":"integer","description":"seconds"},"user":{"$ref":"#/components/schemas/User"}}})";

constexpr std::string_view logins = R"({"type":"object","required":["sessions"],"properties":{
"sessions":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},
"device":{"type":"string"},"created_at":{"type":"integer"},"expires_at":{"type":"integer"},
"current":{"type":"boolean"}}}}}})";

constexpr std::string_view room = R"({"type":"object","required":["id","name","kind","locked","topic","owner",
"created_at","head","floor","epoch","online","members"],"properties":{
"id":{"type":"string"},"name":{"type":"string"},
"kind":{"type":"string","enum":["public","private","direct","announcement"]},
"locked":{"type":"boolean"},"topic":{"type":"string"},
"owner":{"anyOf":[{"$ref":"#/components/schemas/Person"},{"type":"null"}]},
"created_at":{"type":"integer"},"head":{"type":"integer"},"floor":{"type":"integer"},
"epoch":{"type":"string"},"online":{"type":"integer"},"members":{"type":"integer"},
"role":{"type":"string","enum":["invited","member","moderator","owner"]},
"unread":{"type":"integer"},"mentions":{"type":"integer"},"read":{"type":"integer"}}})";

constexpr std::string_view rooms = R"({"type":"object","required":["rooms"],"properties":{
"rooms":{"type":"array","items":{"$ref":"#/components/schemas/Room"}}}})";

constexpr std::string_view room_users = R"({"type":"object","required":["online","members"],"properties":{
"online":{"type":"array","items":{"$ref":"#/components/schemas/Person"}},
"members":{"type":"array","items":{"type":"object","properties":{
"user":{"$ref":"#/components/schemas/Person"},"role":{"type":"string"}}}}}})";

constexpr std::string_view message = R"({"type":"object",
"required":["type","room","seq","ts","user","text","format"],"properties":{
"type":{"type":"string","const":"message"},"room":{"type":"string"},"seq":{"type":"integer"},
"ts":{"type":"integer","description":"ms since 1970"},"user":{"$ref":"#/components/schemas/Person"},
"text":{"type":"string"},"format":{"type":"string","enum":["plain","markdown"]},
"client_id":{"type":"string"},"reply_to":{"type":"integer"},"edited_at":{"type":"integer"},
"deleted":{"type":"boolean"},"pinned":{"type":"boolean"},"reactions":{"type":"object",
"additionalProperties":{"type":"array","items":{"type":"string"}}}}})";

constexpr std::string_view entry = R"({"type":"object","required":["type","room","seq"],"properties":{
"type":{"type":"string","enum":["message","edit","delete","reaction","pin","member","room","nop"]},
"room":{"type":"string"},"seq":{"type":"integer"},"ts":{"type":"integer"},
"user":{"$ref":"#/components/schemas/Person"},
"target":{"anyOf":[{"type":"integer"},{"$ref":"#/components/schemas/Person"}]}}})";

constexpr std::string_view messages = R"({"type":"object",
"required":["messages","head","floor","epoch","more"],"properties":{
"messages":{"type":"array","items":{"$ref":"#/components/schemas/Message"}},
"head":{"type":"integer"},"floor":{"type":"integer"},"epoch":{"type":"string"},"more":{"type":"boolean"}}})";

constexpr std::string_view entries = R"({"type":"object",
"required":["entries","head","floor","epoch","more"],"properties":{
"entries":{"type":"array","items":{"$ref":"#/components/schemas/Entry"}},
"head":{"type":"integer"},"floor":{"type":"integer"},"epoch":{"type":"string"},"more":{"type":"boolean"}}})";

constexpr std::string_view done = R"({"type":"object"})";

}  // namespace

const std::vector<std::pair<std::string_view, std::string_view>>& schemas() {
  static const std::vector<std::pair<std::string_view, std::string_view>> all = {
      {"Person", person},   {"User", user},         {"Users", users}, {"SignedIn", signed_in},
      {"Logins", logins},   {"Room", room},         {"Rooms", rooms}, {"RoomUsers", room_users},
      {"Message", message}, {"Messages", messages}, {"Entry", entry}, {"Entries", entries},
      {"Done", done},
  };
  return all;
}

}  // namespace workchat::protocol
