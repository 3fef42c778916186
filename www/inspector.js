// The numbers of "Right now", and the sentence beside the state.

import { count, seconds, size } from "./format.js";

const $ = (id) => document.getElementById(id);

/** Writes only what changed: a quiet page causes no layout and no announcements. */
function write(id, text) {
  const element = $(id);
  if (element.textContent !== String(text)) element.textContent = text;
}

export function show(socket, session) {
  const { messages, bytes } = socket.queue;
  const { state, attempts, retryIn } = session;
  const badge = $("state");
  if (badge.dataset.state !== state) badge.dataset.state = state;
  write("state", state);
  write("situation", situation(state, attempts, retryIn, messages));
  write("attempts", attempts);
  write("retry", retryIn === null ? "–" : seconds(retryIn));
  write("queue-messages", messages);
  write("queue-bytes", bytes);
  write("queue-size", bytes < 1024 ? "" : size(bytes));
  write("buffered", socket.bufferedAmount);
  write("buffered-size", socket.bufferedAmount < 1024 ? "" : size(socket.bufferedAmount));
  write("protocol", socket.protocol || "–");
  const title = `${state} · sockline`;
  if (document.title !== title) document.title = title;

  $("reconnect").disabled = state === "closing" || state === "connecting";
  $("reconnect").textContent = state === "waiting" ? "Retry now" : "Reconnect";
  $("close").disabled = state === "closing" || state === "closed";
  showCounters(socket);
}

function situation(state, attempts, retryIn, messages) {
  const wait = messages === 0 ? "" : messages === 1 ? " 1 message waits." : ` ${messages} messages wait.`;
  switch (state) {
    case "open": return messages === 0 ? "Connected. Messages leave at once." : `Connected. Sending: ${count(messages, "message")} to go.`;
    case "connecting": return `Attempt ${attempts} is under way.${wait}`;
    case "waiting":
      if (!navigator.onLine) return `Offline. Waiting for the network.${wait}`;
      return retryIn === null ? `Disconnected.${wait}` : `Disconnected. Next attempt in ${seconds(retryIn)}.${wait}`;
    case "closing": return "Closing, with a handshake.";
    case "closed": return "Closed for good. Press Connect for a new one.";
    default: return "Not connected yet.";
  }
}

/** Every counter, while they are shown. */
function showCounters(socket) {
  if (!$("stats").open) return;
  const rows = flat(socket.stats()).map(([name, value]) => {
    const row = document.createElement("div");
    row.append(Object.assign(document.createElement("dt"), { textContent: name }), Object.assign(document.createElement("dd"), { textContent: value }));
    return row;
  });
  $("counters").replaceChildren(...rows);
}

function flat(object, prefix = "") {
  return Object.entries(object).flatMap(([name, value]) => {
    if (value !== null && typeof value === "object") return flat(value, `${prefix}${name}.`);
    const round = typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : String(value ?? "–");
    return [[prefix + name, round]];
  });
}
