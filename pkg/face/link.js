// What WebAssembly calls: `pkg/src/border.rs` declares the same functions.
import { ERRED, FIRED, LOST, OPENED, PAGED, RECEIVED, RESOLVED, STATE, TOLD, WATCH } from "./calls.js";
import { moveClock, readClock } from "./clock.js";
import { ended } from "./errors.js";
import { createCloseEvent, createEvent, createMessageEvent } from "./events.js";
import { isFunction } from "./functions.js";
import { typed } from "./options.js";
import { isSame, sizeOf } from "./payload.js";
import { checkProvided } from "./target.js";
import { keep, release, take, valueOf } from "./values.js";

const NOT_OPEN = -1;
const REFUSED = -2;

/** The engine's states while a provider is asked, while a connection closes, and after the end. */
const RESOLVING = 2;
export const CLOSING = 5;
export const CLOSED = 6;

/** What `wait` waits for: room for a message, that everything has left the browser, or only the queue. */
export const ROOM = 1;
export const DRAINED = 2;
export const PASSED = 4;

/** That a connection has ended, or a message has arrived: WebAssembly need not be asked to notice. */
export const DISCONNECTED = 8;
export const ARRIVED = 16;

/** What stands for the heartbeat's message. */
const PING = -1;

/** The socket's, which a link has by the same names. */
const HANDLERS = ["onopen", "onmessage", "onerror", "onclose"];

/** That of the client at work: what WebAssembly calls meanwhile is its business. */
let current;

/**
 * Those that are told what the page tells, from the first attempt until the end. Others are held by whoever
 * refers to them, and by what they wait for: once nobody refers to an ended client, it is garbage, unless it
 * was the last at work.
 */
const listening = new Set();

/** A page may put Sockline in its place. */
const platform = globalThis.WebSocket;

/** One for all, because a browser compares a new listener with each that is there. */
function paged() {
  for (const link of listening) link.call(PAGED);
}

/** What WebAssembly gives back: messages, or figures. */
const given = [];

/** What a user's function gives; what it throws is reported as the platform reports a listener's. */
function reported(call, otherwise) {
  try {
    return call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return otherwise;
  }
}

/** WebAssembly knows the reason by its number, and the rest as bits. */
const closeEvent = (code, reason, flags) =>
  createCloseEvent(
    { code, reason: valueOf(reason) ?? "", wasClean: !!(flags & 1) },
    { willReconnect: flags > 1 },
  );

export class Link {
  /** Promises that wait: `[bit, resolve, reject]`, with the bit of `watch`. */
  waiters = [];
  protocol = "";
  extensions = "";
  /** The text that `close` was given. */
  closeReason = "";
  /** What the browser's buffer held after the last message of the task that runs. */
  left;
  /** What it holds besides that the platform discards: as plain as `WebSocket`, it counts what comes too late. */
  late = 0;
  /** How often a provider was asked: only its latest answer counts. */
  #asked = 0;
  /** Why the attempt that has just failed did: what a provider or the platform threw. */
  error;
  #timeout;
  /** What has arrived and is to be told. */
  #data;
  #origin;

  constructor(wasm, owner, options, given) {
    this.wasm = wasm;
    this.handle = wasm.createClient(Math.random(), ...options.numbers);
    this.owner = owner;
    this.settings = options;
    this.given = given;
    this.resolvedUrl = isFunction(given[0]) ? "" : given[0];
    this.resolvedProtocols = given[1];
    this.binaryType = options.binaryType;
    // Made once for the client's life.
    const fire = () => {
      moveClock();
      this.call(FIRED);
    };
    // Browsers hold timers that are set by timers back to 4 ms, but none that another task sets.
    this.fired = () => globalThis.scheduler?.postTask?.(fire) ?? fire();
    this.told = () => this.call(TOLD);
    this.onopen = () => this.call(OPENED);
    this.onerror = (event) => {
      // Browsers do not say why; other platforms may.
      this.error = event?.error;
      this.call(ERRED);
    };
    this.onclose = ({ code, reason, wasClean }) =>
      this.call(LOST, code, reason && keep(reason), wasClean);
    this.onmessage = (event) => {
      const { data } = event;
      // First, for it may send, and a socket may answer at once.
      const isReply = options.hasHeartbeat && this.#isReply(data);
      this.#data = data;
      // The standard gives all messages of a connection the same origin.
      this.#origin ??= event.origin;
      this.call(RECEIVED, sizeOf(data), isReply);
    };
  }

  /** What `calls.js` lists. */
  call(what, a, b, c) {
    // It is an unsigned number, of which WebAssembly tells JavaScript nothing.
    return this.enter().perform(this.handle, what, a, b, c) >>> 0;
  }

  /** Gives what WebAssembly exports, for a call that concerns this link. */
  enter() {
    current = this;
    return this.wasm;
  }

  arm(delay) {
    clearTimeout(this.#timeout);
    if (delay >= 0) this.#timeout = setTimeout(this.fired, delay);
  }

  soon() {
    queueMicrotask(this.told);
  }

  // No `unload` or `beforeunload`: their listeners keep pages out of the back/forward cache.
  listen(isListening) {
    const before = listening.size;
    listening[isListening ? "add" : "delete"](this);
    // Only the first client is worth listeners, and the last takes them away.
    if (before && listening.size) return;
    const method = isListening ? "addEventListener" : "removeEventListener";
    // The document's own pass the window on their way, hence capturing from "p" on: an element's focus
    // shall not be heard. workerd knows no capturing.
    for (const type of ["resume", "pageshow", "visibilitychange", "online", "focus", "offline"]) {
      globalThis[method]?.(type, paged, globalThis.document && type > "p");
    }
  }

  /** Whether it is known where to connect. If not, `RESOLVED` says when it is. */
  resolve() {
    const asked = ++this.#asked;
    this.error = undefined;
    const { given } = this;
    if (!given.some(isFunction)) return true;
    const isWanted = () => this.call(STATE) === RESOLVING && asked === this.#asked;
    // An answer that comes after the attempt has ended is nobody's.
    const answer = (checked, error) => {
      if (!isWanted()) return;
      if (checked) [this.resolvedUrl, this.resolvedProtocols] = checked;
      this.error = error;
      this.call(RESOLVED, !!checked);
    };
    // Each in a promise of its own, so that none that fails is left unheard.
    const ask = async (value) => {
      // It may mention the client, which its program has when the constructor has returned.
      await undefined;
      return isWanted() && isFunction(value) ? value() : value;
    };
    Promise.all(given.map(ask))
      .then((provided) => checkProvided(...provided))
      .then(answer, (error) => answer(undefined, error));
  }

  connect() {
    this.protocol = this.extensions = "";
    this.#origin = undefined;
    this.late = 0;
    try {
      const Socket = typed(
        this.settings.WebSocket ??
          (globalThis.WebSocket?.prototype?.drained ? platform : globalThis.WebSocket) ??
          null,
        "function",
        "WebSocket",
      );
      const socket = (this.socket = new Socket(this.resolvedUrl, this.resolvedProtocols));
      socket.binaryType = this.binaryType;
      for (const name of HANDLERS) socket[name] = this[name];
      this.attached = socket;
      return true;
    } catch (error) {
      this.error = error;
      // One that is there and can't be set up, or one that is closed already.
      this.#close();
    }
  }

  /** When the code that runs has returned. Not by `queueMicrotask`, which tests replace together with the clocks. */
  async #endRow() {
    await undefined;
    this.left = undefined;
  }

  /** Bytes that the browser holds for the current connection. */
  buffered() {
    // A runtime that does not count counts as one that holds nothing.
    return (this.attached?.bufferedAmount || 0) - this.late;
  }

  /** Sends a value; gives what the buffer holds then. */
  transmit(number) {
    const { socket } = this;
    // It would discard the message without a word.
    if (socket.readyState !== 1) return NOT_OPEN;
    try {
      socket.send(number === PING ? this.#ping() : valueOf(number));
    } catch {
      return REFUSED;
    }
    this.left ?? this.#endRow();
    return (this.left = this.buffered());
  }

  #ping() {
    const { message } = this.settings;
    return isFunction(message) ? reported(message, "") : message;
  }

  #isReply(data) {
    const { reply } = this.settings;
    return isFunction(reply) ? !!reported(() => reply(data), false) : isSame(reply, data);
  }

  /** Begins the closing handshake. */
  shut(code) {
    try {
      if (code) this.socket.close(code, this.closeReason);
      else this.socket.close();
    } catch {
      this.#close();
    }
  }

  /** Lets go of the socket, which would come back by itself if it is a client of another copy's. */
  discard() {
    const { socket } = this;
    this.attached = undefined;
    // A function that does nothing, because an error that nobody hears ends a process that uses `ws`.
    for (const name of HANDLERS) socket[name] = Object;
    this.#close();
  }

  #close() {
    try {
      this.socket.close();
    } catch {
      // What can't be closed is closed.
    }
  }

  decide(code, reason, flags, retries) {
    const event = closeEvent(code, reason, flags);
    return reported(() => !!this.settings.shouldReconnect(event, retries), event.willReconnect);
  }

  receive() {
    const data = this.#data;
    this.#data = undefined;
    // Streams are told past the listeners, none of which can keep it from them.
    if (this.waiters.length) this.noticed(ARRIVED, data);
    this.#dispatch(createMessageEvent(data, this.#origin, this.settings.isPlain));
  }

  /** Tells anything else; what the numbers mean is said in `pkg/src/face.rs`. */
  tell(kind, a, b, c) {
    switch (kind) {
      case 0:
        this.protocol = this.socket.protocol;
        this.extensions = this.socket.extensions;
        return this.#tell("open");
      case 1:
        return this.#tell("error", this.error && { error: this.error });
      case 2: {
        const event = closeEvent(a, b, c);
        if (b) release(b);
        this.noticed(DISCONNECTED);
        return this.#dispatch(event);
      }
      case 3:
        return this.#tell("reconnecting", {
          attempt: a,
          delay: given.pop(),
          cause: ["close", "timeout", "heartbeat", "provider", "offline"][b],
        });
      case 4:
        return this.#tell("drain");
      case 5:
        return this.#tell("drop", {
          data: take(a),
          reason: ["overflow", "expired", "replaced", "closed", "unsent", "unknown", "refused"][b],
        });
      case 6:
        for (const [, , reject] of this.waiters.splice(0)) {
          reject(ended());
        }
        return this.#tell("end", {
          cause: ["closed", "final-code", "retries-exhausted", "declined"][a],
        });
    }
  }

  #tell(type, properties) {
    this.#dispatch(createEvent(type, properties));
  }

  #dispatch(event) {
    // The platform's own, whatever the page has put in its place.
    EventTarget.prototype.dispatchEvent.call(this.owner, event);
  }

  /** What waits for this is told, and waits on if its function gives something true. */
  noticed(what, data) {
    this.waiters = this.waiters.filter(([bit, resolve]) => !(what & bit) || resolve(data));
  }

  /** A promise for one of the conditions of `watch`. */
  wait(bit) {
    return new Promise((resolve, reject) => {
      if (this.call(STATE) === CLOSED) reject(ended());
      else if (this.call(WATCH, bit)) resolve();
      else this.waiters.push([bit, resolve, reject]);
    });
  }

  /** What WebAssembly gives in answer to a call of `calls.js`. */
  gather(what) {
    this.call(what);
    return given.splice(0);
  }
}

/** The import object of the WebAssembly module. */
export const imports = {
  link: {
    now: readClock,
    wallClock: () => Date.now(),
    isOnline: () => globalThis.navigator?.onLine !== false,
    // Asked afresh each time: a frozen page does not see every change.
    isVisible: () => !globalThis.document?.hidden,
    release,
    figure: (figure) => given.push(figure),
    give: (number) => given.push(take(number)),
    ...Object.fromEntries(
      Object.getOwnPropertyNames(Link.prototype).map((name) => [
        name,
        (a, b, c, d) => {
          const link = current;
          const result = link[name](a, b, c, d);
          // Code of the page may have run, and other clients with it.
          current = link;
          return result;
        },
      ]),
    ),
    // These are called for every message.
    transmit(number) {
      const link = current;
      const result = link.transmit(number);
      current = link;
      return result;
    },
    receive() {
      const link = current;
      link.receive();
      current = link;
    },
  },
};
