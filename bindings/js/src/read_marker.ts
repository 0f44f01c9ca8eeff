import { Alarm } from "./clock.js";
import type { RoomState } from "./room_state.js";

/** Tells the server how far was read: not for every message, and again where it was not heard. */
export class ReadMarker {
  /** What the server is known to know. */
  told = 0;
  readonly #alarm: Alarm;

  constructor(readonly room: RoomState) {
    this.#alarm = new Alarm(room.host.clock);
  }

  set(seq: number): void {
    const { unread, cursor } = this.room;
    const to = Math.min(seq, cursor.seq);
    if (to <= unread.read) return;
    const known = unread.readTo(to);
    this.room.host.changed(this.room);
    if (!this.#alarm.isSet) void this.tell(!known);
  }

  async tell(count = false): Promise<void> {
    const { host, unread, very, gone } = this.room;
    const seq = unread.read;
    if (gone || !host.online || seq <= this.told) return;
    this.#alarm.set(host.bounds.readEveryMs, () => void this.tell(true));
    try {
      await host.ask({ type: "read", room: very, seq });
      this.told = Math.max(this.told, seq);
    } catch {
      return; // with the next connection
    }
    if (count && unread.unread > 0) await this.room.count();
  }
}
