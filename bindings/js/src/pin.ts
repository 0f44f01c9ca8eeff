import type { Room } from "./wire.js";

const EPOCH = /^e[0-9a-z]{13,63}$/;

/**
 * What names this very room in a request: where it has ended it leads nowhere, whatever other room has got its id or its name.
 * Of a log that ends with the server, the id does.
 */
export function pinned({ id, epoch }: Pick<Room, "id" | "epoch">): string {
  return EPOCH.test(epoch) && !id.startsWith("@") ? `${id}@${epoch}` : id;
}
