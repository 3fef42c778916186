// Statistics by name, in the order of `Figure` in `src/engine/stats.rs`.
import { STATE, STATS } from "./calls.js";

const NAMES = [
  "attempts",
  "connections",
  "retries",
  "messagesSent",
  "bytesSent",
  "messagesReceived",
  "bytesReceived",
  "messagesResent",
  "droppedOverflow",
  "droppedExpired",
  "droppedReplaced",
  "droppedClosed",
  "droppedUnsent",
  "droppedUnknown",
  "droppedRefused",
  "roundTrip",
  "smoothedRoundTrip",
  "drainRate",
  "window",
  "timeInState",
];

const STATES = ["idle", "waiting", "resolving", "connecting", "open", "closing", "closed"];

export function readStats(link) {
  const stats = { state: STATES[link.call(STATE)] };
  const figures = link.gather(STATS);
  for (const name of NAMES) {
    const figure = figures.shift();
    stats[name] = Number.isNaN(figure) ? undefined : figure;
  }
  return stats;
}
