#include "commands/fields.hpp"
#include "commands/rows.hpp"

namespace workchat::commands {

namespace {

Result<Verb> make_register(const Args& args) {
  verb::Register verb;
  verb.name = args.text("username");
  verb.password = args.text("password");
  verb.display_name = args.text("display_name");
  return Verb(std::move(verb));
}

Result<Verb> make_sign_in(const Args& args) {
  verb::SignIn verb;
  verb.name = args.text("username");
  verb.password = args.text("password");
  return Verb(std::move(verb));
}

Result<Verb> make_sign_in_guest(const Args& args) {
  return Verb(verb::SignInGuest{args.text("name"), {}});
}
Result<Verb> make_refresh(const Args&) {
  return Verb(verb::Refresh{});
}
Result<Verb> make_sign_out(const Args&) {
  return Verb(verb::SignOut{});
}
Result<Verb> make_who_am_i(const Args&) {
  return Verb(verb::WhoAmI{});
}
Result<Verb> make_list_logins(const Args&) {
  return Verb(verb::ListLogins{});
}
Result<Verb> make_revoke_login(const Args& args) {
  return Verb(verb::RevokeLogin{args.text("session")});
}
Result<Verb> make_change_profile(const Args& args) {
  return Verb(verb::ChangeProfile{args.text("display_name")});
}

constexpr Field username = needed(text("username", "the handle"));
constexpr Field password = needed(text("password", "8 to 256 code points"));
constexpr Field display_name = text("display_name", "the name that is shown");

// clang-format off
std::vector<Command> sign_in_rows() {
  return {
      {"", "POST", "/auth/register", "anybody, where registration is on", "Makes an account and signs in.",
       "SignedIn", 201, {username, password, display_name}, make_register},
      {"", "POST", "/auth/login", "anybody", "Signs in; a form's fields are taken too.", "SignedIn", 200,
       {username, password}, make_sign_in, true},
      {"", "POST", "/auth/guest", "anybody, where guests are on", "Comes in by a name that is free.",
       "SignedIn", 200, {needed(text("name", "the handle"))}, make_sign_in_guest},
      {"", "POST", "/auth/refresh", "signed in", "A new access token for the same login.", "SignedIn", 200, {},
       make_refresh},
      {"", "POST", "/auth/logout", "signed in", "Ends the login and its sessions.", "Done", 200, {},
       make_sign_out},
  };
}

std::vector<Command> own_account_rows() {
  return {
      {"me", "GET", "/auth/me", "signed in", "Who am I.", "User", 200, {}, make_who_am_i},
      {"profile", "PATCH", "/auth/me", "signed in", "Changes the own profile.", "User", 200,
       {needed(display_name), unserved(text("username", "cannot be changed yet")),
        unserved(text("name", "cannot be changed yet")), unserved(text("password", "cannot be changed yet"))},
       make_change_profile},
      {"sessions", "GET", "/auth/sessions", "signed in", "The logins of this user.", "Logins", 200, {},
       make_list_logins},
      {"revoke", "DELETE", "/auth/sessions/{session}", "signed in", "Ends one login and its sessions.", "Done",
       200, {needed(text("session", "id of the login"))}, make_revoke_login},
  };
}
// clang-format on

}  // namespace

std::vector<Command> account_rows() {
  std::vector<Command> rows = sign_in_rows();
  for (Command& row : own_account_rows()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace workchat::commands
