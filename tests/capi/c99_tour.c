/* The header and its calls as a C99 compiler sees them: the first include shows that it stands alone. */
#include "workchat.h"

#include "c99_tour.h"

#include <string.h>

#define EXPECT(condition) \
  if (!(condition)) return #condition

static const char *take_message(workchat_session *bot, int64_t seq) {
  workchat_event *event = NULL;
  do {
    workchat_event_free(event);
    EXPECT(workchat_session_next(&event, bot, 20000) == WORKCHAT_OK);
  } while (strcmp(workchat_event_type(event), "message") != 0);
  EXPECT(strcmp(workchat_event_room(event), "general") == 0);
  EXPECT(strcmp(workchat_event_text(event), "hola") == 0);
  EXPECT(strcmp(workchat_event_user_name(event), "bot") == 0);
  EXPECT(strcmp(workchat_event_user_id(event), workchat_session_user_id(bot)) == 0);
  EXPECT(workchat_event_seq(event) == seq);
  EXPECT(strstr(workchat_event_json(event), "\"text\":\"hola\"") != NULL);
  workchat_event_free(event);
  return NULL;
}

static const char *ask_for_history(workchat_session *bot) {
  static const char ask[] = "{\"type\":\"history\",\"room\":\"general\"}";
  char *answer = NULL;
  EXPECT(workchat_session_call(&answer, bot, ask, sizeof ask - 1) == WORKCHAT_OK);
  EXPECT(strstr(answer, "hola") != NULL);
  workchat_string_free(answer);
  return NULL;
}

static const char *use_session(workchat_session *bot) {
  const char *wrong;
  int64_t seq = 0;
  int descriptor = -1;
  EXPECT(strcmp(workchat_session_user_name(bot), "bot") == 0);
  EXPECT(workchat_session_descriptor(&descriptor, bot) == WORKCHAT_OK && descriptor >= 0);
  EXPECT(workchat_session_join(bot, "general") == WORKCHAT_OK);
  EXPECT(workchat_session_post(&seq, bot, "general", "hola", 4) == WORKCHAT_OK && seq > 0);
  if ((wrong = take_message(bot, seq)) != NULL) return wrong;
  if ((wrong = ask_for_history(bot)) != NULL) return wrong;
  EXPECT(workchat_session_join(bot, "nowhere") == WORKCHAT_E_NOT_FOUND);
  EXPECT(strlen(workchat_last_error()) > 0);
  EXPECT(strstr(workchat_last_error_json(), "\"code\":\"not_found\"") != NULL);
  workchat_session_end(bot);
  EXPECT(workchat_session_join(bot, "general") == WORKCHAT_E_CLOSED);
  return NULL;
}

const char *c99_tour(void) {
  workchat_engine *engine = NULL;
  workchat_session *bot = NULL;
  const char *wrong;
  EXPECT(strlen(workchat_version()) > 0);
  EXPECT(workchat_engine_open(&engine, NULL) == WORKCHAT_OK);
  EXPECT(workchat_engine_port(engine) == 0);
  EXPECT(workchat_engine_listen(engine, "127.0.0.1:0") == WORKCHAT_OK);
  EXPECT(workchat_engine_port(engine) != 0);
  EXPECT(workchat_session_open(&bot, engine, "bot") == WORKCHAT_OK);
  wrong = use_session(bot);
  workchat_session_close(bot);
  workchat_engine_close(engine);
  return wrong;
}
