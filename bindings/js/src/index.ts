export { Client } from "./client.js";
export { ChatError } from "./errors.js";
export { BOUNDS } from "./bounds.js";
export type { Bounds } from "./bounds.js";
export type { ErrorCode } from "./errors.js";
export type { RoomView } from "./room_view.js";
export type { Rest } from "./rest.js";
export type * from "./types.js";
export type * from "./wire.js";
