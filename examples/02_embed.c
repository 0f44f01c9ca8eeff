/* The same as 01_embed.cpp, in C.
 *   02_embed [address] [store options as JSON] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <workchat.h>

/* Ends the program with the reason where a call did not go well. */
static void need(int result) {
  if (result == WORKCHAT_OK) return;
  fprintf(stderr, "02_embed: %s\n", workchat_last_error());
  exit(1);
}

static void answer(workchat_session *bot, const workchat_event *event) {
  const char *text = workchat_event_text(event);
  if (strcmp(workchat_event_type(event), "message") != 0) return;
  printf("%s: %s\n", workchat_event_user_name(event), text);
  fflush(stdout);
  if (strcmp(text, "ping") == 0) need(workchat_session_post(NULL, bot, "general", "pong", 4));
}

int main(int argc, char **argv) {
  const char *address = argc > 1 ? argv[1] : "127.0.0.1:8000";
  const char *options = argc > 2 ? argv[2] : "{\"store\":\"sqlite:./data\",\"motd\":\"Say ping.\"}";
  workchat_engine *engine;
  workchat_session *bot;
  workchat_event *event;

  need(workchat_engine_open(&engine, options));
  need(workchat_engine_listen(engine, address));
  need(workchat_session_open(&bot, engine, "bot"));
  need(workchat_session_join(bot, "general"));
  need(workchat_session_post(NULL, bot, "general", "hola", 4));
  printf("http://localhost:%u\n", (unsigned)workchat_engine_port(engine));
  fflush(stdout);

  while (workchat_session_next(&event, bot, -1) == WORKCHAT_OK) {
    answer(bot, event);
    workchat_event_free(event);
  }
  workchat_session_close(bot);
  workchat_engine_close(engine);
  return 0;
}
