/** Where one stands in a log. */
export class Cursor {
  epoch = "-"; // no log has this one, so that the first resume begins with the newest
  seq = 0;
  /** The server sends us this log: between a `joined` and the end of the connection. */
  listening = false;
  /** A resume is on its way: what still comes before its `joined` comes again after it. */
  resuming = false;

  /** "take": it is the next one. "old": it was here before. "gap": something is missing before it. */
  offer(seq: number, to = seq): "take" | "old" | "gap" {
    if (to <= this.seq) return "old";
    if (this.resuming || !this.listening) return "old";
    if (seq > this.seq + 1) return "gap";
    this.seq = to;
    return "take";
  }

  joined(epoch: string, head: number, recovered: boolean): void {
    this.epoch = epoch;
    if (!recovered) this.seq = head;
    this.listening = true;
    this.resuming = false;
  }

  /** Whether a heartbeat's head tells that something did not arrive. */
  isBehind(head: number | undefined): boolean {
    return this.listening && !this.resuming && (head === undefined || head > this.seq);
  }

  stop(): void {
    this.listening = false;
    this.resuming = false;
  }
}
