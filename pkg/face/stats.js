// Statistics by name, in the order in which `Core.stats` gives them.

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

export function readStats(core) {
  const numbers = core.stats();
  const stats = { state: STATES[core.state] };
  NAMES.forEach((name, index) => {
    stats[name] = Number.isNaN(numbers[index]) ? undefined : numbers[index];
  });
  return stats;
}
