import { ChatError } from "@workchat/client";
import type { Key, Speech } from "../i18n/index.ts";

const byCode: Partial<Record<string, Key>> = {
  bad_request: "error_bad_request",
  unauthenticated: "error_unauthenticated",
  forbidden: "error_forbidden",
  not_found: "error_not_found",
  conflict: "error_conflict",
  trimmed: "error_trimmed",
  too_large: "error_too_large",
  unknown_command: "error_unknown_command",
  wrong_password: "error_wrong_password",
  unavailable: "error_unavailable",
  overloaded: "error_unavailable",
  internal: "error_unavailable",
  timeout: "error_unavailable",
  offline: "error_network",
  lost: "error_lost",
  no_answer: "error_network",
};

const byRule: Partial<Record<string, Key>> = {
  moderators_only: "error_forbidden_moderators",
  last_owner: "error_forbidden_last_owner",
  rooms_per_user: "error_forbidden_rooms",
  disabled: "error_forbidden_disabled",
  muted: "error_forbidden_muted",
  banned: "error_forbidden_banned",
};

/** What went wrong, in the reader's language; `where` gives some codes a closer meaning. */
export function problemText(problem: unknown, speech: Speech, where: Partial<Record<string, Key>> = {}): string {
  if (!(problem instanceof ChatError)) {
    return problem instanceof TypeError ? speech.say("error_network") : speech.say("error_unknown", { code: String(problem) });
  }
  const { code, rule, field } = problem;
  const special = where[code];
  if (special) return speech.say(special);
  if (code === "rate_limited") return speech.count("error_rate_limited", Math.max(1, Math.ceil((problem.retryMs ?? 1000) / 1000)));
  if (code === "forbidden" && rule && byRule[rule]) return speech.say(byRule[rule]);
  if (code === "conflict" && rule === "banned") return speech.say("error_conflict_banned");
  if (code === "invalid") return invalidText(problem, field ?? "", speech);
  const key = byCode[code];
  return key ? speech.say(key) : speech.say("error_unknown", { code });
}

function invalidText(problem: ChatError, field: string, speech: Speech): string {
  if (field === "username" || field === "name") return speech.say("error_invalid_name");
  if (field === "display_name") return speech.say("error_invalid_display_name");
  if (field === "topic") return speech.say("error_invalid_topic");
  if (field === "password") return speech.say("error_invalid_password");
  // How a slash command is written, the server says in the reader's language.
  if (field === "text" && problem.message) return problem.message;
  return speech.say("error_invalid", { field });
}
