// The names of reconnecting-websocket and partysocket, for pages that move from
// there. The package's own entry stays outside, so that nothing is there twice.
import Sockline from "sockline";

const LOGGED = ["open", "message", "error", "close", "reconnecting", "drain", "drop", "end"];

/** Their numbers under the names that Sockline has for them. */
function retrying(options, shouldReconnectOnClose) {
  for (const name in options) {
    const value = options[name];
    if (value !== undefined && !(typeof value === "number" && value >= 0)) {
      throw new TypeError(`sockline/compat: option '${name}' must be a number that is not negative`);
    }
  }
  const { maxReconnectionDelay, minReconnectionDelay, reconnectionDelayGrowFactor = 2 } = options;
  const { minUptime, connectionTimeout, maxRetries = Infinity } = options;
  const isConstant = reconnectionDelayGrowFactor <= 1;
  // The first delay is between the least and its double, so that clients do not come back together.
  const base = minReconnectionDelay === undefined ? 4_000 : 2 * minReconnectionDelay;
  const cap = maxReconnectionDelay ?? Math.max(base, 20_000);
  return {
    base,
    cap: isConstant ? Math.min(base, cap) : cap,
    floor: Math.min(minReconnectionDelay ?? 100, cap),
    stableAfter: minUptime,
    connectDeadline: connectionTimeout,
    // Theirs know no close code after which they would not try again.
    shouldReconnect: (event, retries) => retries < maxRetries && (shouldReconnectOnClose?.(event) ?? true),
  };
}

export class ReconnectingWebSocket extends Sockline {
  /** What was not sent before the end: `reconnect()` sends it. */
  #kept = [];
  #most;

  constructor(url, protocols, options = {}) {
    const {
      maxReconnectionDelay,
      minReconnectionDelay,
      reconnectionDelayGrowFactor,
      minUptime,
      connectionTimeout,
      maxRetries,
      maxEnqueuedMessages,
      shouldReconnectOnClose,
      debug,
      debugLogger = console.log,
      startClosed,
      reconnect,
      queue,
      ...others
    } = options;
    const numbers = {
      maxReconnectionDelay,
      minReconnectionDelay,
      reconnectionDelayGrowFactor,
      minUptime,
      connectionTimeout,
      // Decided by a function, which knows nothing of the option of that name.
      maxRetries: reconnect?.maxRetries ?? maxRetries,
    };
    super(url, protocols || undefined, {
      ...others,
      reconnect: reconnect !== false && { ...retrying(numbers, shouldReconnectOnClose), ...reconnect },
      queue: { maxMessages: maxEnqueuedMessages, overflow: "drop-newest", ...queue },
      startClosed: true,
    });
    this.#most = maxEnqueuedMessages ?? 65_536;
    if (debug) {
      for (const type of LOGGED) this.addEventListener(type, (event) => debugLogger("RWS>", type, event));
    }
    this.addEventListener("drop", ({ data, reason }) => {
      if (reason === "closed") this.#giveBack(data);
    });
    // Not a subclass's, whose own fields are not there yet.
    if (!startClosed) super.reconnect();
  }

  get retryCount() {
    return this.stats().retries;
  }

  get shouldReconnect() {
    return this.readyState < 2;
  }

  send(data, options) {
    try {
      return super.send(data, options) === "sent";
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      this.#keep(data);
      return false;
    }
  }

  /** Told after the end, when `reconnect()` may have been called already. */
  #giveBack(data) {
    if (!this.shouldReconnect) return this.#keep(data);
    try {
      this.send(data);
    } catch {
      // There is no room for it.
      this.#keep(data);
    }
  }

  #keep(data) {
    if (this.#kept.length < this.#most) this.#kept.push(data);
    else this.dispatchEvent(Object.assign(new Event("drop"), { data, reason: "overflow" }));
  }

  close(code = 1000, reason) {
    // An open connection is given them first. What is given back only after the end could be overtaken.
    const waiting = this.readyState === 1 ? [] : this.clearQueue();
    try {
      super.close(code, reason);
    } finally {
      // A close that was refused has changed nothing.
      for (const data of waiting) this.send(data);
    }
  }

  reconnect() {
    super.reconnect();
    for (const data of this.#kept.splice(0)) this.send(data);
  }

  drainQueuedMessages() {
    return [...this.clearQueue(), ...this.#kept.splice(0)];
  }
}

export { ReconnectingWebSocket as WebSocket, ReconnectingWebSocket as default };
