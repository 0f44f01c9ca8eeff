/** The codes of the protocol's table, and three of this side: nothing was asked, or nobody answered. */
export type ErrorCode =
  | "bad_request"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "method_not_allowed"
  | "timeout"
  | "conflict"
  | "trimmed"
  | "too_large"
  | "unsupported_media_type"
  | "invalid"
  | "unknown_command"
  | "wrong_password"
  | "rate_limited"
  | "internal"
  | "overloaded"
  | "unavailable"
  | "offline" // not connected: not asked
  | "lost" // the connection ended before the answer: done or not, nobody knows
  | "no_answer"; // no HTTP answer, or none of the protocol's

export interface ErrorFields {
  code: ErrorCode;
  status?: number;
  message?: string;
  rule?: string;
  field?: string;
  retry_ms?: number;
}

export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;
  /** 0 for the codes of this side. */
  readonly status: number;
  readonly rule?: string;
  readonly field?: string;
  readonly retryMs?: number;
  /** Of an "error" event: the room it belongs to, and the words that were refused, where they stand nowhere else. */
  readonly room?: string;
  readonly words?: string;

  constructor(fields: ErrorFields, room?: string, words?: string) {
    super(fields.message ?? fields.code);
    this.code = fields.code;
    this.status = fields.status ?? 0;
    if (fields.rule !== undefined) this.rule = fields.rule;
    if (fields.field !== undefined) this.field = fields.field;
    if (fields.retry_ms !== undefined) this.retryMs = fields.retry_ms;
    if (room !== undefined) this.room = room;
    if (words !== undefined) this.words = words;
  }

  of(room: string, words?: string): ChatError {
    const { code, status, message, rule, field, retryMs } = this;
    const more = { ...(rule ? { rule } : {}), ...(field ? { field } : {}), ...(retryMs === undefined ? {} : { retry_ms: retryMs }) };
    return new ChatError({ code, status, message, ...more }, room, words);
  }
}

/** It may have been done, for all this side knows: what a failing store has told before may turn out to be stored. */
const UNSURE: ReadonlySet<ErrorCode> = new Set(["lost", "timeout", "unavailable"]);
const PASSING: ReadonlySet<ErrorCode> = new Set(["rate_limited", "timeout", "overloaded", "unavailable", "offline", "lost", "no_answer"]);

/** Whether the same request may be answered otherwise a little later. */
export function isPassing(error: ChatError): boolean {
  return PASSING.has(error.code);
}

export function isUnsure(error: ChatError): boolean {
  return UNSURE.has(error.code);
}
