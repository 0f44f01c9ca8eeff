/* libworkchat for C, and for every language that can call C.
 *
 * A program opens an engine (a chat: rooms, accounts, logs), may let it listen on a port, and opens sessions
 * in it: live listeners that join rooms, post, and hear what happens. What holds for the whole library:
 *
 * Results.    A call that can fail returns an int: 0, or a negative WORKCHAT_E_... code. The failure is kept
 *             for the thread it happened in (workchat_last_error, workchat_last_error_json) until that
 *             thread's next one. No exception and no signal crosses this border. A missing (NULL) argument is
 *             WORKCHAT_E_INVALID.
 * Outputs.    They come first and are named out_... . Where a call fails, an output that is a handle or a
 *             string is set to NULL and a number is left as it was. Passing NULL for an output says that it
 *             is not wanted, where the call says so.
 * Ownership.  A handle is the caller's to give back, with the _close or _free of its kind, once; both take
 *             NULL. Strings in an output are freed with workchat_string_free. A `const char *` that is
 *             returned is borrowed: it lives as long as the handle it was asked of. What is passed in is
 *             copied.
 * Threads.    An engine and a session may be used from any number of threads at once, except that one thread
 *             at a time may be inside workchat_session_next of a session, and that no call may begin on a
 *             handle once its _close or _free has. An event belongs to one thread at a time. See
 *             docs/threading.md.
 * Text.       UTF-8, ended by a NUL, except where a length is passed too. Bytes that are not UTF-8 are
 *             refused.
 * Time.       Milliseconds; moments are counted since 1970-01-01 UTC.
 * Growth.     Options are JSON: new ones come as new members, and an unknown one is refused. Events and
 *             answers are the JSON objects of docs/protocol.md: readers ignore members that they do not know.
 *             Codes and functions are added, never changed; a struct, should one come, begins with its
 *             struct_size.
 */
#ifndef WORKCHAT_H
#define WORKCHAT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define WORKCHAT_C_API __attribute__((visibility("default")))
#else
#define WORKCHAT_C_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- results ------------------------------------------------------------------------------------------- */

/* Why something was not done: the error codes of docs/protocol.md, with the same names. */
enum {
  WORKCHAT_OK = 0,
  WORKCHAT_E_BAD_REQUEST = -1,             /* not understood: malformed JSON, unknown type, wrong form */
  WORKCHAT_E_UNAUTHENTICATED = -2,         /* nobody, or a token or password that does not hold */
  WORKCHAT_E_FORBIDDEN = -3,               /* known, but not allowed; the error's `rule` says what said no */
  WORKCHAT_E_NOT_FOUND = -4,               /* not there, or not to be known of by this user */
  WORKCHAT_E_METHOD_NOT_ALLOWED = -5,      /* HTTP only */
  WORKCHAT_E_TIMEOUT = -6,                 /* not in time */
  WORKCHAT_E_CONFLICT = -7,                /* a taken name, a client_id with other content, a store in use */
  WORKCHAT_E_TRIMMED = -8,                 /* older than what retention kept */
  WORKCHAT_E_TOO_LARGE = -9,               /* over a size limit */
  WORKCHAT_E_UNSUPPORTED_MEDIA_TYPE = -10, /* HTTP only */
  WORKCHAT_E_INVALID = -11,                /* understood, but `field` of the error cannot be taken */
  WORKCHAT_E_UNKNOWN_COMMAND = -12,        /* a slash command nobody serves */
  WORKCHAT_E_WRONG_PASSWORD = -13,         /* of a room */
  WORKCHAT_E_RATE_LIMITED = -14,           /* too often; again after the error's `retry_ms` */
  WORKCHAT_E_INTERNAL = -15,               /* a fault of the library */
  WORKCHAT_E_OVERLOADED = -16,             /* a queue is full; nothing was done */
  WORKCHAT_E_UNAVAILABLE = -17,            /* the store or port cannot be had now; a message was not stored */
  WORKCHAT_E_CLOSED = -18                  /* the session or engine is over */
};

/* The text of this thread's last failure, for people; "" before the first. Valid until the next one. */
WORKCHAT_C_API const char *workchat_last_error(void);

/* The same for a program: {"error":{"code","message","rule"?,"field"?,"retry_ms"?}}, or {}. */
WORKCHAT_C_API const char *workchat_last_error_json(void);

/* The version of the library that runs, "0.1.0". Never fails. */
WORKCHAT_C_API const char *workchat_version(void);

WORKCHAT_C_API void workchat_string_free(char *string);

/* ---- the engine ---------------------------------------------------------------------------------------- */

typedef struct workchat_engine workchat_engine;

/* Opens a chat. `options_json` is an object, all of whose members may be left out (NULL: all of them):
 *   "store"         "memory:" (the default), or "sqlite:FOLDER", with "?durability=full|normal|off"
 *   "motd"          a text that everybody is greeted with
 *   "limits"        {"text":4000,"rate":"off",...}: any limit by its name
 *   "guests"        false: nobody comes in by the port with a name alone
 *   "registration"  false: nobody makes an account by the port
 * and, for workchat_engine_listen:
 *   "threads"       I/O threads; 0: one for each core but one
 *   "certificate", "private_key"   PEM files: the port speaks TLS too
 * Errors: bad_request (not JSON), invalid (a member, in `field`), conflict (another process has the store
 * open), unavailable (the store cannot be opened). */
WORKCHAT_C_API int workchat_engine_open(workchat_engine **out_engine, const char *options_json);

/* Serves REST, WebSocket, SSE and the page on `address`: "host:port", "[v6]:port", or ":port" for every
 * address of both families. Port 0 lets the system choose. May be called again for another address.
 * Errors: invalid (the address), unavailable (the port is taken, the certificate cannot be read). */
WORKCHAT_C_API int workchat_engine_listen(workchat_engine *engine, const char *address);

/* The port of the latest workchat_engine_listen that succeeded; 0: there was none. */
WORKCHAT_C_API uint16_t workchat_engine_port(const workchat_engine *engine);

/* Stops listening, ends every session, and returns when all that was acknowledged is stored and no thread of
 * the engine runs any more. Handles of its sessions stay valid, and say WORKCHAT_E_CLOSED. */
WORKCHAT_C_API void workchat_engine_close(workchat_engine *engine);

/* ---- sessions ------------------------------------------------------------------------------------------ */

typedef struct workchat_session workchat_session;
typedef struct workchat_event workchat_event;

/* A live listener for the user called `name`, for whom the host vouches; the user is made when new. The limits
 * hold for it, the rates do not. Errors: invalid (the name), closed. */
WORKCHAT_C_API int workchat_session_open(workchat_session **out_session, workchat_engine *engine,
                                         const char *name);

/* Ends the session and keeps its handle: a workchat_session_next that waits in another thread returns. */
WORKCHAT_C_API void workchat_session_end(workchat_session *session);

/* Ends the session, and gives its handle back. */
WORKCHAT_C_API void workchat_session_close(workchat_session *session);

/* Who the session is: the user's id ("u_...") and unique name. NULL for NULL. */
WORKCHAT_C_API const char *workchat_session_user_id(const workchat_session *session);
WORKCHAT_C_API const char *workchat_session_user_name(const workchat_session *session);

/* Becomes a member of the room (an id, a name, or id@epoch) where the user is not one yet, and listens to what is new in
 * it. For a password, the history or a resume: workchat_session_call with {"type":"join",...}.
 * Errors: not_found, forbidden, wrong_password, closed. */
WORKCHAT_C_API int workchat_session_join(workchat_session *session, const char *room);

/* Posts a message; returns when it is stored. `length` counts bytes. The text is taken as it is: a leading
 * '/' is no command. `out_seq` (may be NULL) is the message's number in the room.
 * Errors: invalid (the text), not_found, forbidden, overloaded, unavailable (not stored), closed. */
WORKCHAT_C_API int workchat_session_post(int64_t *out_seq, workchat_session *session, const char *room,
                                         const char *text, size_t length);

/* Any command of docs/protocol.md, as this user: `command_json` is a frame,
 * {"type":"history","room":"general"}, and `out_json` (may be NULL) the frame that answers it,
 * {"type":"ok",...} or {"type":"joined",...}. Waits for the answer. `auth` and `resume` are a connection's
 * and are refused here; a join takes "epoch" and "after" instead.
 * Errors: those of the command, bad_request, closed. */
WORKCHAT_C_API int workchat_session_call(char **out_json, workchat_session *session, const char *command_json,
                                         size_t length);

/* The next event, waiting at most `timeout_ms` (0: not at all; negative: without end). The last event of a
 * session has the type "closed".
 * Errors: timeout (none came), closed (the session is over, and all of its events were given). */
WORKCHAT_C_API int workchat_session_next(workchat_event **out_event, workchat_session *session,
                                         int64_t timeout_ms);

/* A descriptor for the host's poll loop, made at the first call and closed with the session. When it is
 * readable, call workchat_session_next with a timeout of 0 until it returns WORKCHAT_E_TIMEOUT, which makes
 * it unreadable again. Do not read from it. Errors: unavailable (no descriptor is left), closed. */
WORKCHAT_C_API int workchat_session_descriptor(int *out_descriptor, workchat_session *session);

/* ---- events -------------------------------------------------------------------------------------------- */

/* All of them return NULL (workchat_event_seq: 0) for NULL, and "" (0) where the event has no such thing. */

/* "message", "edit", "delete", "reaction", "pin", "member", "room", "join", "leave", "typing", "notice",
 * "closed" ... */
WORKCHAT_C_API const char *workchat_event_type(const workchat_event *event);
WORKCHAT_C_API const char *workchat_event_room(const workchat_event *event);
/* Of a log's entry: its number in the log. */
WORKCHAT_C_API int64_t workchat_event_seq(const workchat_event *event);
/* Who did it. */
WORKCHAT_C_API const char *workchat_event_user_id(const workchat_event *event);
WORKCHAT_C_API const char *workchat_event_user_name(const workchat_event *event);
/* Of a message, an edit or a notice. A U+0000 in the text ends it here; the JSON has all of it. */
WORKCHAT_C_API const char *workchat_event_text(const workchat_event *event);
/* The whole event, as every door of the server shows it. NULL also where memory is out. */
WORKCHAT_C_API const char *workchat_event_json(workchat_event *event);
WORKCHAT_C_API void workchat_event_free(workchat_event *event);

#ifdef __cplusplus
}
#endif

#endif
