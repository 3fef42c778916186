// The class that replaces `WebSocket`.
import { CLEAR_QUEUE, CLOSE, IS_DRAINED, QUEUED_BYTES, QUEUED_MESSAGES, RECONNECT, STATE } from "./calls.js";
import { now } from "./clock.js";
import { copyOf } from "./copies.js";
import { define } from "./define.js";
import { ended, fault } from "./errors.js";
import { isFunction } from "./functions.js";
import { defineHandlers } from "./handlers.js";
import { iterate } from "./iterate.js";
import { CLOSING, DRAINED, Link, ROOM } from "./link.js";
import { readOptions, readSendOptions } from "./options.js";
import { bytesOf, convert, utf8Length } from "./payload.js";
import { readStats } from "./stats.js";
import { end, readable, writable } from "./streams.js";
import { checkProtocols, checkUrl } from "./target.js";
import { exchange, keep, release, valueOf } from "./values.js";
import { freeWith, load } from "./wasm.js";

const IDLE = 0;

const SENT = 0;
const FULL = 3;
/** What `send` returns. */
const OUTCOMES = ["sent", "queued", "dropped"];

export class Sockline extends EventTarget {
  static {
    defineHandlers(this.prototype, (socket) => socket.#handlers, [
      "open",
      "message",
      "error",
      "close",
      "reconnecting",
      "drain",
      "drop",
      "end",
    ]);
  }

  #handlers = {};
  #link;
  #options;
  /** Numbers of conflation keys; WebAssembly knows only the numbers. */
  #keys = new Map();
  #readable;
  #writable;

  // A default that changes nothing keeps a parameter out of `length`, as the standard's is.
  constructor(url, protocols = undefined, options) {
    super();
    if (arguments.length === 0) throw fault("a URL is needed");
    // The standard converts both before it parses the URL.
    const address = isFunction(url) ? url : `${url}`;
    const checkedProtocols = checkProtocols(protocols);
    const given = [checkUrl(address), checkedProtocols];
    const settings = (this.#options = readOptions(options, given.some(isFunction)));
    const link = (this.#link = new Link(load(), this, settings, given));
    freeWith(this, link.handle);
    // Not a subclass's, whose own fields are not there yet.
    if (!settings.startClosed) prototype.reconnect.call(this);
    // The platform's constructor may have reasons of its own, as for `ws:` on a page of `https:`.
    if (link.error && settings.isWebSocket) throw link.error;
  }

  get url() {
    return this.#link.resolvedUrl;
  }

  get readyState() {
    return this.#readyState;
  }

  /** As a page can't replace it. */
  get #readyState() {
    const state = this.#link.call(STATE);
    // Before it is open the engine has four states, and the standard one. Idle is only what was started closed.
    const own = state === IDLE ? 3 : Math.max(state - 3, 0);
    // The platform's is ahead of the engine's when the server begins to close, and in `error`.
    return this.#options.isPlain ? Math.max(own, this.#link.attached?.readyState ?? 0) : own;
  }

  get bufferedAmount() {
    // The standard's stays as it is after the end.
    const link = this.#link;
    const browser = this.#options.isPlain ? link.socket?.bufferedAmount : link.buffered();
    return (browser ?? 0) + link.call(QUEUED_BYTES);
  }

  get protocol() {
    return this.#link.protocol;
  }

  get extensions() {
    return this.#link.extensions;
  }

  get binaryType() {
    return this.#link.binaryType;
  }

  set binaryType(value) {
    // The standard ignores what is not in the enumeration.
    const link = this.#link;
    const type = `${value}`;
    if (type !== "blob" && type !== "arraybuffer") return;
    link.binaryType = type;
    if (link.attached) link.attached.binaryType = type;
  }

  send(data, options = undefined) {
    const link = this.#link;
    if (arguments.length === 0) throw fault("data is needed");
    let priority = 0;
    let key;
    let ttl = Infinity;
    if (options !== undefined) [priority, key, ttl] = readSendOptions(options);
    const message = typeof data === "string" ? data : convert(data);
    if (this.#options.isPlain && this.#readyState !== 1) {
      if (this.#readyState === 0) throw fault("still connecting", "InvalidStateError");
      // Counts it and discards it, as the standard says. While a ping is made it knows nothing yet of `close`.
      const before = link.buffered();
      if (link.socket?.readyState > 1) link.socket.send(message);
      link.late += link.buffered() - before;
      return "dropped";
    }
    const bytes =
      typeof message === "string" ? utf8Length(message) : (message.byteLength ?? message.size);
    const number = keep(message);
    // What time and the browser's buffer decide about the messages of a task they have decided at the
    // first, if nothing has left the buffer since. But a time to live counts from its own send; and
    // where the platform counts nothing, what has left is kept until the next look.
    const at =
      options === undefined && bytes < 1024 && number % 1024 && link.buffered() === link.left ? now : 0;
    const outcome = link.enter().sendMessage(link.handle, number, bytes, priority, this.#number(key), ttl, at);
    if (outcome >= FULL) {
      release(number);
      if (outcome === FULL) throw fault("the queue is full", "QuotaExceededError");
      throw ended();
    }
    // It may wait, or be sent again, and the caller may change its buffer meanwhile.
    if (message.byteLength >= 0 && valueOf(number) === message) {
      exchange(number, copyOf(bytesOf(message), outcome === SENT));
    }
    return OUTCOMES[outcome];
  }

  #number(key) {
    if (key === undefined) return 0;
    // Keys matter only while a message with them waits, or may be put back.
    if (this.#keys.size > 1_000 && this.#link.call(IS_DRAINED)) this.#keys.clear();
    let number = this.#keys.get(key);
    if (!number) this.#keys.set(key, (number = this.#keys.size + 1));
    return number;
  }

  close(code = undefined, reason) {
    const link = this.#link;
    // Web IDL: `[Clamp] unsigned short`, and `USVString`. The border cuts off what is no integer.
    const clamped = code === undefined ? -1 : Math.min(Math.max(+code, 0), 65_535);
    const text = reason === undefined ? "" : `${reason}`;
    // The first close counts.
    if (link.call(STATE) < CLOSING) link.closeReason = text;
    switch (link.call(CLOSE, clamped, utf8Length(text))) {
      case 1:
        throw fault("the close code must be 1000 or from 3000 to 4999", "InvalidAccessError");
      case 2:
        throw fault("the close reason must be at most 123 bytes of UTF-8", "SyntaxError");
    }
  }

  reconnect() {
    this.#link.call(RECONNECT);
  }

  get queue() {
    const link = this.#link;
    return { messages: link.call(QUEUED_MESSAGES), bytes: link.call(QUEUED_BYTES) };
  }

  clearQueue() {
    return this.#link.gather(CLEAR_QUEUE);
  }

  get ready() {
    const ready = this.#link.wait(ROOM);
    // Whoever only looks at it does not ask to be told, as with the platform's promises: heard by a function
    // that does nothing.
    ready.catch(Object);
    return ready;
  }

  drained() {
    return this.#link.wait(DRAINED);
  }

  get readable() {
    return (this.#readable ??= readable(this.#link, () => (this.#readable = undefined)));
  }

  get writable() {
    return (this.#writable ??= writable(this.#link, () => (this.#writable = undefined)));
  }

  [Symbol.asyncIterator]() {
    return iterate(this.#link);
  }

  // Under a symbol of its own where the runtime does not know `using`.
  [Symbol.dispose ?? Symbol()]() {
    this.close();
  }

  [Symbol.asyncDispose ?? Symbol()]() {
    return end(this.#link);
  }

  stats() {
    return readStats(this.#link);
  }
}

// What Web IDL makes of a class: members are enumerable, and minifying does not change its name. Who
// goes through all of them finds those of the standard: the first eight after the constructor.
const { prototype } = Sockline;
for (const name of Object.getOwnPropertyNames(prototype).slice(1, 9)) {
  Object.defineProperty(prototype, name, { enumerable: true });
}

for (const target of [Sockline, prototype]) {
  define(target, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
}
const named = { value: "Sockline", configurable: true };
Object.defineProperty(Sockline, "name", named);
Object.defineProperty(prototype, Symbol.toStringTag, named);
