// Statistics by name, in the order of `Figure` in `src/engine/stats.rs`.
import { STATE, STATS } from "./calls.js";

export function readStats(link) {
  const states = ["idle", "waiting", "resolving", "connecting", "open", "closing", "closed"];
  const stats = { state: states[link.call(STATE)] };
  const figures = link.gather(STATS);
  for (const name of [
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
  ]) {
    const figure = figures.shift();
    // What is not known is not a number, and no figure is below 0.
    stats[name] = figure >= 0 ? figure : undefined;
  }
  return stats;
}
