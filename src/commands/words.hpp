#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

/// Text for people, in every language we speak.
namespace workchat::commands {

enum class Language { en, es, pt };
/// The best of an Accept-Language header (RFC 9110, section 12.5.4); English where it names none of ours.
Language language_of(std::string_view accept_language);

enum class Phrase {
  help,
  unknown_command,
  usage,          ///< how to write it
  here_now,       ///< number, names
  members,        ///< number, names
  connected_now,  ///< number, names
  rooms,          ///< number, names
  joined,         ///< room
  left,           ///< room
  sent,           ///< user
  who,            ///< name, display name
  topic,          ///< room, topic
  no_topic,       ///< room
  invited,        ///< user
  kicked,         ///< user
  banned,         ///< user
  muted,          ///< user
  unbanned,       ///< user
  unmuted,        ///< user
};

/// The phrase, each "{}" replaced by the next of `parts`.
std::string phrase(Phrase phrase, Language language, std::initializer_list<std::string_view> parts = {});

}  // namespace workchat::commands
