// Statistics by name, in the order in which `Engine::tell_figures` tells them.
import { STATE, STATS } from "./calls.js";

export function readStats(link) {
  const states = ["idle", "waiting", "resolving", "connecting", "open", "closing", "closed"];
  const stats = { state: states[link.call(STATE)] };
  const figures = link.gather(STATS);
  for (const name of [
    "attempts",
    "connections",
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
    "retries",
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
