// Options: checked one by one, then flattened into the numbers that
// `pkg/src/options.rs` reads in the same order.
import { fault } from "./errors.js";
import { bytesOf } from "./payload.js";

/** What is made of no options, for all clients that have none. */
let defaults;

/** The options of each group with their defaults, which only those have that are numbers. */
const GROUPS = {
  reconnect: {
    base: 4_000,
    cap: 20_000,
    floor: 100,
    maxRetries: Infinity,
    stableAfter: 5_000,
    connectDeadline: 10_000,
    closeDeadline: 10_000,
    shouldReconnect: undefined,
  },
  queue: { maxMessages: 65_536, maxBytes: 16_777_216, overflow: undefined },
  pacing: { window: -1, poll: 100 },
  heartbeat: { interval: 25_000, deadline: 10_000, message: undefined, reply: undefined },
};

/** The defaults of a group that is switched off. */
const OFF = {
  reconnect: { maxRetries: 0 },
  queue: { maxMessages: Infinity, maxBytes: Infinity },
  pacing: { window: Infinity },
  heartbeat: { interval: Infinity },
};

const wrong = (name, expected) => fault(`option '${name}' must be ${expected}`);

/** Checks that `group` is an object without names of its own making. */
function checkNames(group, name, known) {
  if (!group || typeof group !== "object") throw wrong(name, "an object");
  for (const key of Object.keys(group)) {
    if (!known.includes(key)) {
      throw fault(`unknown option '${name === "options" ? key : `${name}.${key}`}'`);
    }
  }
  return group;
}

function number(value, fallback, name) {
  if (value === undefined) return fallback;
  if (typeof value !== "number" || !(value >= 0)) throw wrong(name, "a number from 0");
  return value;
}

/** The place of `value` in `list`, whose first is the default. */
function oneOf(value, list, name) {
  const index = value === undefined ? 0 : list.indexOf(value);
  if (index < 0) throw wrong(name, `one of '${list.join("', '")}'`);
  return index;
}

/**
 * `types` says so in words, the names of the types among them; `isOther` allows what these don't name, and
 * `undefined` is none.
 */
export function typed(value, types, name, isOther) {
  if (value !== undefined && !types.includes(typeof value) && !isOther) throw wrong(name, `a ${types}`);
  return value;
}

/**
 * Checks all options; gives `{ numbers, … }` with what JavaScript itself needs. `hasProvider` says whether a
 * function gives the URL or the protocols.
 */
export function readOptions(options, hasProvider) {
  if (options === undefined) return (defaults ??= readOptions({}));
  checkNames(options, "options", [
    ...Object.keys(GROUPS),
    "binaryType",
    "resend",
    "startClosed",
    "WebSocket",
  ]);
  const { binaryType = "blob", reconnect = true, queue, pacing = true, heartbeat = false } = options;
  // With neither reconnection nor a queue it behaves as `WebSocket` does.
  const isPlain = reconnect === false && queue === undefined;
  if (typeof queue === "boolean") throw wrong("queue", "an object");
  const groups = { reconnect, queue: queue === undefined ? !isPlain : queue, pacing, heartbeat };
  const numbers = [];
  for (const [name, group] of Object.entries(groups)) {
    const fallbacks = { ...GROUPS[name], ...(group === false && OFF[name]) };
    groups[name] = typeof group === "boolean" ? {} : checkNames(group, name, Object.keys(fallbacks));
    for (const [key, fallback] of Object.entries(fallbacks)) {
      if (fallback !== undefined) numbers.push(number(groups[name][key], fallback, `${name}.${key}`));
    }
  }
  const { message = "ping", reply = "pong" } = groups.heartbeat;
  const { shouldReconnect } = groups.reconnect;
  oneOf(binaryType, ["blob", "arraybuffer"], "binaryType");
  const isSendable = (message?.byteLength ?? message?.size) >= 0;
  typed(message, "string, function or bytes", "heartbeat.message", isSendable);
  // A Blob can be read only later, too late to tell a reply from a message.
  const isComparable = binaryType === "arraybuffer" && bytesOf(reply);
  typed(reply, "string, function or bytes with binaryType 'arraybuffer'", "heartbeat.reply", isComparable);
  numbers.push(
    typed(shouldReconnect, "function", "reconnect.shouldReconnect") ? 1 : 0,
    oneOf(groups.queue.overflow, ["reject", "drop-oldest", "drop-newest"], "queue.overflow"),
    oneOf(options.resend, ["unsent", "never", "all"], "resend"),
  );
  return {
    binaryType,
    shouldReconnect,
    message,
    reply,
    startClosed: typed(options.startClosed, "boolean", "startClosed"),
    WebSocket: typed(options.WebSocket, "function", "WebSocket"),
    isPlain,
    // If nothing is given that `WebSocket` lacks. As it, it has no deadlines for connecting and for closing.
    isWebSocket: isPlain && !hasProvider && numbers.fill(Infinity, 5, 7),
    hasHeartbeat: heartbeat !== false,
    numbers,
  };
}

/** Checks the options of one message; gives `[priority, key, ttl]`. */
export function readSendOptions(options) {
  checkNames(options, "send", ["priority", "key", "ttl"]);
  return [
    oneOf(options.priority, ["normal", "high", "low"], "send.priority"),
    typed(options.key, "string", "send.key"),
    number(options.ttl, Infinity, "send.ttl"),
  ];
}
