// Options: checked one by one, then flattened into the numbers that
// `pkg/src/options.rs` reads in the same order.

const PRIORITIES = ["high", "normal", "low"];
const OVERFLOWS = ["reject", "drop-oldest", "drop-newest"];
const RESENDS = ["never", "unsent", "all"];

const fault = (name, expected) => new TypeError(`sockline: option '${name}' must be ${expected}`);

/** Checks that `group` is an object without names of its own making. */
function checkNames(group, name, known) {
  if (typeof group !== "object" || group === null) {
    throw fault(name, "an object");
  }
  for (const key in group) {
    if (!known.includes(key)) {
      throw new TypeError(`sockline: unknown option '${name === "options" ? key : `${name}.${key}`}'`);
    }
  }
  return group;
}

function number(value, fallback, name) {
  if (value === undefined) return fallback;
  if (typeof value !== "number" || !(value >= 0)) {
    throw fault(name, "a number that is not negative");
  }
  return value;
}

function oneOf(value, list, fallback, name) {
  const index = list.indexOf(value ?? list[fallback]);
  if (index < 0) throw fault(name, `one of '${list.join("', '")}'`);
  return index;
}

function callable(value, name) {
  if (value !== undefined && typeof value !== "function") throw fault(name, "a function");
  return value;
}

function boolean(value, name) {
  if (value !== undefined && typeof value !== "boolean") throw fault(name, "a boolean");
  return value;
}

/** Checks all options; gives `{ numbers, … }` with what JavaScript itself needs. */
export function readOptions(options = {}) {
  checkNames(options, "options", [
    "binaryType",
    "reconnect",
    "queue",
    "pacing",
    "heartbeat",
    "resend",
    "startClosed",
    "WebSocket",
  ]);
  const { reconnect = {}, queue, pacing = {}, heartbeat = false } = options;
  const off = reconnect === false;
  const retry = off || reconnect === true
    ? {}
    : checkNames(reconnect, "reconnect", [
        "base",
        "cap",
        "floor",
        "maxRetries",
        "stableAfter",
        "connectDeadline",
        "closeDeadline",
        "shouldReconnect",
      ]);
  // With neither reconnection nor a queue it behaves as `WebSocket` does.
  const isPlain = off && queue === undefined;
  const limits = queue === undefined ? {} : checkNames(queue, "queue", ["maxMessages", "maxBytes", "overflow"]);
  const pace = pacing === false || pacing === true ? {} : checkNames(pacing, "pacing", ["window", "poll"]);
  const beat = heartbeat === false || heartbeat === true
    ? {}
    : checkNames(heartbeat, "heartbeat", ["interval", "deadline", "message", "reply"]);
  const shouldReconnect = callable(retry.shouldReconnect, "reconnect.shouldReconnect");
  const { binaryType = "blob" } = options;
  oneOf(binaryType, ["blob", "arraybuffer"], 0, "binaryType");
  if (typeof beat.reply === "object" && binaryType === "blob") {
    // A Blob can be read only later, too late to tell a reply from a message.
    throw fault("heartbeat.reply", "text or a function, unless binaryType is 'arraybuffer'");
  }
  return {
    binaryType,
    shouldReconnect,
    message: beat.message ?? "ping",
    reply: beat.reply ?? "pong",
    startClosed: boolean(options.startClosed, "startClosed"),
    WebSocket: callable(options.WebSocket, "WebSocket"),
    isPlain,
    hasHeartbeat: heartbeat !== false,
    numbers: [
      number(retry.base, 4_000, "reconnect.base"),
      number(retry.cap, 20_000, "reconnect.cap"),
      number(retry.floor, 100, "reconnect.floor"),
      off ? 0 : number(retry.maxRetries, Infinity, "reconnect.maxRetries"),
      number(retry.stableAfter, 5_000, "reconnect.stableAfter"),
      number(retry.connectDeadline, off ? Infinity : 10_000, "reconnect.connectDeadline"),
      number(retry.closeDeadline, off ? Infinity : 10_000, "reconnect.closeDeadline"),
      shouldReconnect ? 1 : 0,
      number(limits.maxMessages, isPlain ? Infinity : 65_536, "queue.maxMessages"),
      number(limits.maxBytes, isPlain ? Infinity : 16_777_216, "queue.maxBytes"),
      oneOf(limits.overflow, OVERFLOWS, 0, "queue.overflow"),
      pacing === false ? Infinity : number(pace.window, -1, "pacing.window"),
      number(pace.poll, 100, "pacing.poll"),
      heartbeat === false ? Infinity : number(beat.interval, 25_000, "heartbeat.interval"),
      number(beat.deadline, 10_000, "heartbeat.deadline"),
      oneOf(options.resend, RESENDS, 1, "resend"),
    ],
  };
}

/** Checks the options of one message; gives `[priority, key, ttl]`. */
export function readSendOptions(options) {
  checkNames(options, "send", ["priority", "key", "ttl"]);
  const { key } = options;
  if (key !== undefined && typeof key !== "string") throw fault("send.key", "a string");
  return [
    oneOf(options.priority, PRIORITIES, 1, "send.priority"),
    key,
    number(options.ttl, Infinity, "send.ttl"),
  ];
}
