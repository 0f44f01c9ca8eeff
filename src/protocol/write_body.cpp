#include "protocol/json_writer.hpp"
#include "protocol/write.hpp"
#include "protocol/write_objects.hpp"

namespace workchat::protocol {

namespace {

/// The members of the body of each answer.
struct Body {
  json::Writer& out;
  bool raw_page;

  void operator()(const Done&) const {}
  void operator()(const User& user) const { write_user_members(out, user); }

  void operator()(const Users& users) const {
    out.open_list("users");
    for (const User& user : users.users) {
      out.open_object();
      write_user_members(out, user);
      out.close_object();
    }
    out.close_list();
  }

  void operator()(const Logins& logins) const {
    out.open_list("sessions");
    for (const Login& login : logins.logins) {
      out.open_object().text("id", login.id).text("device", login.device);
      out.integer("created_at", login.created_at).integer("expires_at", login.expires_at);
      out.boolean("current", login.current).close_object();
    }
    out.close_list();
  }

  void operator()(const SignedIn& signed_in) const {
    out.text("access_token", signed_in.access_token).text("token_type", "bearer");
    out.integer("expires_in", signed_in.expires_in).open_object("user");
    write_user_members(out, signed_in.user);
    out.close_object();
  }

  void operator()(const SessionOpened& session) const {
    out.text("session", session.name).open_object("user");
    write_user_members(out, session.user);
    out.close_object();
    out.text("motd", session.motd);
  }

  void operator()(const RoomView& room) const { write_room_members(out, room); }
  void operator()(const Joined& joined) const { write_room_members(out, joined.room); }

  void operator()(const Rooms& rooms) const {
    out.open_list("rooms");
    for (const RoomView& room : rooms.rooms) {
      out.open_object();
      write_room_members(out, room);
      out.close_object();
    }
    out.close_list();
  }

  void operator()(const RoomUsers& users) const {
    write_refs(out, "online", users.online);
    out.open_list("members");
    for (const RoomMember& member : users.members) {
      out.open_object();
      write_ref(out, "user", member.user);
      out.text("role", name_of(member.role)).close_object();
    }
    out.close_list();
  }

  void operator()(const Receipt& receipt) const {
    if (receipt.entry) return write_entry_members(out, *receipt.entry);
    out.text("room", receipt.room).integer("seq", receipt.seq).integer("ts", receipt.ts);
    out.boolean("duplicate", receipt.duplicate);
  }

  void operator()(const Page& page) const {
    write_entries(out, raw_page ? "entries" : "messages", page.entries);
    out.integer("head", page.head).integer("floor", page.floor).text("epoch", page.epoch);
    out.boolean("more", page.more);
  }

  void operator()(const Feed& feed) const {
    write_entries(out, "entries", feed.entries);
    out.integer("through", feed.through).boolean("more", feed.more);
  }
};

}  // namespace

std::string write_body(const Answer& answer, const commands::Command* command) {
  json::Writer out;
  out.open_object();
  std::visit(Body{out, command && command->answer == "Entries"}, answer.value);
  return out.close_object().take();
}

std::string write_error_body(const Error& error) {
  json::Writer out;
  out.open_object().open_object("error");
  write_error_members(out, error, false);
  return out.close_object().close_object().take();
}

int status_of(const commands::Command& command, const Answer& answer) {
  const auto* receipt = std::get_if<Receipt>(&answer.value);
  return receipt && receipt->duplicate ? 200 : command.status;
}

}  // namespace workchat::protocol
