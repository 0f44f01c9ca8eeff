import type { Room } from "./wire.js";

/** What names this very room in a request: where it has ended it leads nowhere, whatever other room has got its id or its name. */
export function pinned({ id, epoch }: Pick<Room, "id" | "epoch">): string {
  return `${id}@${epoch}`;
}
