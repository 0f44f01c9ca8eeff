/** What the client allows itself; each can be set by `new Client({ bounds })`. */
export interface Bounds {
  /** The first wait before a new try is at most this, … */
  backoffFromMs: number;
  /** … doubled each time, and at most this. */
  backoffToMs: number;
  /** A connection that lived so long was a good one: the next wait begins from the first again. */
  steadyMs: number;
  /** From the first byte to the welcome and the rooms. */
  connectMs: number;
  /** A command, or an HTTP request, that is not answered by then has failed. */
  answerMs: number;
  /** A command that came too fast is asked again for so long. */
  patienceMs: number;
  /** When the tab wakes: how long the old connection has to show that it lives. */
  probeMs: number;
  /** What a connection may be late with its heartbeat. */
  heartbeatGraceMs: number;
  /** "is writing" is told so often at most, … */
  typingEveryMs: number;
  /** … and shown so long. */
  typingShownMs: number;
  /** Read markers are told so often at most. */
  readEveryMs: number;
  /** Heartbeats between two looks for rooms that another device joined. */
  heartbeatsPerLook: number;
  /** Messages asked for at once. */
  page: number;
  /** Items that a room keeps while it is shown, … */
  itemsShown: number;
  /** … and while it is not. */
  itemsHidden: number;
  /** Of those, comings and goings. */
  presenceItems: number;
  /** A room that is further behind is read anew instead of caught up with. */
  replay: number;
  /** Rooms in one resume. */
  resumeRooms: number;
  /** Messages that wait to be sent. */
  outbox: number;
}

export const BOUNDS: Readonly<Bounds> = {
  backoffFromMs: 500,
  backoffToMs: 30_000,
  steadyMs: 5_000,
  connectMs: 15_000,
  answerMs: 30_000,
  patienceMs: 5_000,
  probeMs: 5_000,
  heartbeatGraceMs: 10_000,
  typingEveryMs: 3_000,
  typingShownMs: 5_000,
  readEveryMs: 500,
  heartbeatsPerLook: 4,
  page: 50,
  itemsShown: 5_000,
  itemsHidden: 500,
  presenceItems: 50,
  replay: 10_000,
  resumeRooms: 100,
  outbox: 1_000,
};
