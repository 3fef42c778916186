// The names of reconnecting-websocket and partysocket, for pages that move from
// there. The package's own entry stays outside, so that nothing is there twice.
import Sockline from "sockline";

const LOGGED = ["open", "message", "error", "close", "reconnecting", "drain", "drop", "end"];

/** How many messages may wait: Sockline's own number. */
const MOST = 65_536;

/** Of how many messages it is remembered how they were sent, besides those that wait: the browser may hold so many. */
const MOST_NOTES = 1_000;

/** What happens there to a message that finds no room. */
const THEIRS = "drop-newest";

/** Their numbers under the names that Sockline has for them. */
function retrying(options) {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !(typeof value === "number" && value >= 0)) {
      throw new TypeError(`sockline/compat: option '${name}' must be a number that is not negative`);
    }
  }
  const { maxReconnectionDelay, minReconnectionDelay, reconnectionDelayGrowFactor = 2 } = options;
  const { minUptime, connectionTimeout } = options;
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
  };
}

let checker;

/** A client that has ended, whose `close()` and `send()` do nothing but check what they are given. */
function ended() {
  if (!checker) {
    checker = new Sockline("ws://localhost", [], { startClosed: true });
    checker.close();
  }
  return checker;
}

/** A message as nobody changes it any more. */
function owned(data) {
  if (typeof data === "string" || /Blob|File/.test(Object.prototype.toString.call(data))) return data;
  // A buffer has neither a buffer nor an offset.
  const { byteLength, buffer = data, byteOffset } = Object(data);
  return byteLength === undefined ? `${data}` : new Uint8Array(buffer, byteOffset, byteLength).slice().buffer;
}

/** The same for messages that are the same. */
function contentOf(data) {
  const own = owned(data);
  // It gives each byte a character of its own.
  return own instanceof ArrayBuffer ? `bytes ${new TextDecoder("latin1").decode(own)}` : own;
}

/** A message's options, and when it expires. */
const noteOf = (options) => ({
  options: options && { ...options },
  until: performance.now() + (options?.ttl ?? Infinity),
});

/** Without what is undefined, which would stand in place of what the peers' options say. */
const given = (options) =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));

// It asks `super` and not `this`, whose members a subclass may have for itself.
export class ReconnectingWebSocket extends Sockline {
  /** What was not sent before the end, with its options and when it expires: `reconnect()` sends it. */
  #kept = [];
  /** How many of them were given back since the last `reconnect()`. */
  #givenBack = 0;
  /** Whether the end was told: until then more may be given back. */
  #isTold = false;
  /** `reconnect()` was called before that, and what is kept goes out once all was given back. */
  #waits = false;
  /**
   * Of what was sent with options, by its content: what is given back has lost them. Of equal ones the latest's,
   * and how many there were.
   */
  #notes = new Map();
  /** How many messages may wait for a connection. */
  #most;
  /** Whether the page has rules of its own for Sockline's queue, which then are the only ones for it. */
  #hasRules;
  #stableAfter;
  /** How many attempts `close()` and `reconnect()` have ended whose `close` is not told yet. */
  #givenUp = 0;
  /** The attempt that `reconnect()` has put in another's place: if it is replaced in its turn, nothing is told of it. */
  #replacement = 0;
  /** How many messages were dropped here, of which the engine knows nothing. */
  #dropped = { overflow: 0, expired: 0 };
  /** The event that was told here last, and not by the engine. */
  #told;

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
      maxEnqueuedMessages,
    };
    let isExhausted = false;
    // Theirs know no close code after which they would not try again.
    const shouldReconnect = (event, retries) => {
      isExhausted = retries >= (numbers.maxRetries ?? Infinity);
      return !isExhausted && (shouldReconnectOnClose?.(event) ?? true);
    };
    const most = maxEnqueuedMessages ?? MOST;
    const { maxMessages, overflow = THEIRS } = queue ?? {};
    const hasRules = maxMessages !== undefined || overflow !== THEIRS;
    // There an empty text is no protocol, too.
    const asked = typeof protocols === "function" && (async () => (await protocols()) || undefined);
    super(url, asked || protocols || undefined, {
      ...others,
      reconnect: reconnect !== false && { ...retrying(numbers), shouldReconnect, ...given(reconnect) },
      // Theirs is no bound on what waits while it is open, for which there is room beside what has waited.
      queue: { maxMessages: hasRules ? maxEnqueuedMessages : most + MOST, overflow: THEIRS, ...given(queue) },
      startClosed: true,
    });
    this.#most = most;
    this.#hasRules = hasRules;
    this.#stableAfter = reconnect?.stableAfter ?? minUptime ?? 5_000;
    // All capture, so that they are called before the page's own.
    const toldClose = () => {
      if (this.#givenUp) this.#givenUp--;
    };
    const toldError = (event) => {
      // There the page is not told that what it gave up has failed.
      if (this.#givenUp) event.stopImmediatePropagation();
      if (!("message" in event)) event.message = event.error?.message ?? "";
    };
    const toldDrop = (event) => {
      // What is dropped here has no note, but an equal one that waits may have.
      if (event === this.#told) return;
      const message = this.#withNote(event.data);
      if (event.reason !== "closed") return;
      // It is kept. A page that is told and saves it for later would send it twice.
      event.stopImmediatePropagation();
      this.#giveBack(message);
    };
    const toldEnd = (event) => {
      this.#isTold = true;
      // The engine only knows that the function has declined.
      if (!isExhausted || event.cause !== "declined") return;
      event.stopImmediatePropagation();
      this.#tell("end", { cause: "retries-exhausted" });
    };
    super.addEventListener("close", toldClose, true);
    super.addEventListener("error", toldError, true);
    super.addEventListener("drop", toldDrop, true);
    super.addEventListener("end", toldEnd, true);
    // There they are properties, so that a subclass's field is a handler too, and called before all listeners.
    for (const type of ["open", "message", "error", "close"]) {
      const name = `on${type}`;
      Object.defineProperty(this, name, { value: null, writable: true, enumerable: true, configurable: true });
      const tell = (event) => {
        if (typeof this[name] === "function") this[name](event);
      };
      super.addEventListener(type, tell, true);
    }
    if (debug) {
      for (const type of LOGGED) super.addEventListener(type, (event) => debugLogger("RWS>", type, event));
    }
    // Not a subclass's, whose own fields are not there yet.
    if (!startClosed) super.reconnect();
  }

  get readyState() {
    return super.stats().state === "waiting" ? 3 : super.readyState;
  }

  get retryCount() {
    const { retries, state, timeInState } = super.stats();
    return state === "open" && timeInState >= this.#stableAfter ? 0 : retries;
  }

  get shouldReconnect() {
    return super.readyState < 2;
  }

  send(data, options) {
    const isFull = this.#isFull(options?.key);
    try {
      if (isFull || this.#waits) ended().send(data, options);
      return this.#post(data, options);
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      const message = { data: owned(data), ...noteOf(options) };
      if (isFull || this.#kept.length >= this.#most) this.#tellDrop(message.data, "overflow");
      else this.#kept.push(message);
      return false;
    }
  }

  /** Whether one more may not wait, as there: while it is open everything is taken. */
  #isFull(key) {
    if (super.readyState === 1) return false;
    const waiting = this.#kept.length + (this.#hasRules ? 0 : super.queue.messages);
    if (waiting < this.#most) return false;
    // What takes the place of another needs no room.
    return key === undefined || ![...this.#notes.values()].some(({ options }) => options.key === key);
  }

  #post(data, options) {
    const notes = this.#notes;
    // Nothing is there that could be given back.
    if (notes.size && !super.bufferedAmount && !super.queue.messages) notes.clear();
    const isSent = super.send(data, options) === "sent";
    if (options || notes.size) this.#note(data, options);
    return isSent;
  }

  #note(data, options) {
    const notes = this.#notes;
    const content = contentOf(data);
    const count = (notes.get(content)?.count ?? 0) + 1;
    // The latest is the last.
    notes.delete(content);
    if (options) notes.set(content, { ...noteOf(options), count });
    // Not all that have left are noticed here.
    if (notes.size > super.queue.messages + MOST_NOTES) notes.delete(notes.keys().next().value);
  }

  /** Told after the end, when `reconnect()` may have been called already. */
  #giveBack(message) {
    const { data, options, until } = message;
    // Before what was sent after the end.
    if (this.#waits || super.readyState > 1) return this.#kept.splice(this.#givenBack++, 0, message);
    const ttl = until - performance.now();
    if (ttl <= 0) return this.#tellDrop(data, "expired");
    try {
      // Not by `send`, which it has passed before.
      this.#post(data, options && { ...options, ttl });
    } catch {
      // There is no room for it.
      this.#kept.push(message);
    }
  }

  /** When the code that runs has returned, as the engine's are told. */
  #tellDrop(data, reason) {
    this.#dropped[reason]++;
    queueMicrotask(() => this.#tell("drop", { data, reason }));
  }

  #tell(type, properties) {
    this.#told = Object.assign(new Event(type), properties);
    super.dispatchEvent(this.#told);
  }

  /** What the engine has given back or dropped, with what it was sent with, which is forgotten with it. */
  #withNote(data) {
    const content = contentOf(data);
    const note = this.#notes.get(content);
    if (note && !--note.count) this.#notes.delete(content);
    return { data, ...(note ?? noteOf()) };
  }

  /** The number of the attempt that is under way, or 0. */
  #underWay() {
    const { state, attempts } = super.stats();
    return ["resolving", "connecting"].includes(state) ? attempts : 0;
  }

  close(code = 1000, reason) {
    // One that is refused shall have changed nothing.
    ended().close(code, reason);
    if (this.#waits) this.#sendKept();
    // An open connection is given them first. What is given back only after the end could be overtaken.
    const waiting = super.readyState === 1 ? [] : super.clearQueue();
    if (this.#underWay()) this.#givenUp++;
    super.close(code, reason);
    // Not as arguments of `unshift`: engines have a bound for those.
    this.#kept = [...waiting.map((data) => this.#withNote(data)), ...this.#kept];
  }

  reconnect() {
    const replaced = this.#underWay();
    if (replaced && replaced !== this.#replacement) this.#givenUp++;
    const isEarly = super.stats().state === "closed" && !this.#isTold;
    this.#isTold = false;
    super.reconnect();
    if (replaced) this.#replacement = super.stats().attempts;
    if (isEarly) {
      // Within the last `close` or `error`: the engine gives back in the same task what waited then, which was
      // there before what is sent from now on.
      this.#waits = true;
      queueMicrotask(() => this.#sendKept());
    } else if (!this.#waits) {
      this.#sendKept();
    }
  }

  #sendKept() {
    this.#waits = false;
    this.#givenBack = 0;
    for (const message of this.#kept.splice(0)) this.#giveBack(message);
  }

  drainQueuedMessages() {
    // The queue knows in which order they would go.
    if (this.#waits) this.#sendKept();
    return [...super.clearQueue(), ...this.#kept.splice(0).map(({ data }) => data)];
  }

  stats() {
    const { overflow, expired } = this.#dropped;
    const stats = super.stats();
    stats.droppedOverflow += overflow;
    stats.droppedExpired += expired;
    // Those are kept.
    stats.droppedClosed = 0;
    return stats;
  }
}

// Minifying does not change it.
Object.defineProperty(ReconnectingWebSocket, "name", { value: "ReconnectingWebSocket", configurable: true });

export { ReconnectingWebSocket as WebSocket, ReconnectingWebSocket as default };
