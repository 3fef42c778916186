// Statistics by name, in the order of `stat` in `pkg/src/commands.rs`.

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

export function readStats({ wasm, id }) {
  const stats = { state: STATES[wasm.state(id)] };
  NAMES.forEach((name, place) => {
    const figure = wasm.stat(id, place);
    stats[name] = Number.isNaN(figure) ? undefined : figure;
  });
  return stats;
}
