// What WebAssembly calls: `pkg/src/link.rs` declares the same methods.
import { createCloseEvent, createEvent, createMessageEvent } from "./events.js";
import { isSame } from "./payload.js";
import { checkProvided } from "./target.js";

const READY = 0;
const PENDING = 1;
const FAILED = 2;

const CAUSES = ["close", "timeout", "heartbeat", "provider", "offline"];
const DROP_REASONS = ["overflow", "expired", "replaced", "closed", "unsent", "unknown", "refused"];
const END_CAUSES = ["closed", "final-code", "retries-exhausted", "declined"];

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

export class Link {
  /** Whether WebAssembly tells this link; it lets go of it at the end. */
  isHeld = false;
  /** Promises that wait: `[resolve, reject]` by the bit of `Core.watch`. */
  waiters = { 1: [], 2: [] };
  protocol = "";
  extensions = "";
  /** How often a provider was asked: only its latest answer counts. */
  #asked = 0;
  #failure;

  constructor(target, core, options, url, protocols) {
    this.target = target;
    this.core = core;
    this.options = options;
    this.url = url;
    this.protocols = protocols;
    this.resolvedUrl = typeof url === "string" ? url : "";
    this.binaryType = options.binaryType;
  }

  resolve() {
    const { url, protocols } = this;
    this.#failure = undefined;
    if (typeof url !== "function" && typeof protocols !== "function") {
      this.resolvedProtocols = protocols;
      return READY;
    }
    const asked = ++this.#asked;
    try {
      const given = [
        typeof url === "function" ? url() : url,
        typeof protocols === "function" ? protocols() : protocols,
      ];
      if (given.some((value) => typeof value?.then === "function")) {
        // An answer that comes after the attempt has ended is nobody's.
        const isLate = () => asked !== this.#asked;
        Promise.all(given)
          .then((settled) => isLate() || this.#take(settled))
          .then(
            () => isLate() || this.core.resolved(true),
            (error) => {
              if (isLate()) return;
              this.#failure = error;
              this.core.resolved(false);
            },
          );
        return PENDING;
      }
      this.#take(given);
      return READY;
    } catch (error) {
      this.#failure = error;
      return FAILED;
    }
  }

  #take([url, protocols]) {
    [this.resolvedUrl, this.resolvedProtocols] = checkProvided(url, protocols);
  }

  connect() {
    this.protocol = this.extensions = "";
    const Socket = this.options.WebSocket ?? globalThis.WebSocket;
    try {
      this.socket = new Socket(this.resolvedUrl, this.resolvedProtocols);
      this.socket.binaryType = this.binaryType;
      return this.socket;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  ping(socket) {
    const { message } = this.options;
    socket.send(typeof message === "function" ? reported(message, "") : message);
  }

  isReply(data) {
    const { reply } = this.options;
    return typeof reply === "function" ? !!reported(() => reply(data), false) : isSame(reply, data);
  }

  decide(code, reason, wasClean, retries, otherwise) {
    const event = createCloseEvent(
      { code, reason: reason ?? "", wasClean },
      { willReconnect: otherwise },
    );
    return !!reported(() => this.options.shouldReconnect(event, retries), otherwise);
  }

  opened() {
    this.protocol = this.socket.protocol;
    this.extensions = this.socket.extensions;
    this.#tell(createEvent("open"));
  }

  message(event, data) {
    this.target.dispatchEvent(createMessageEvent(data, event.origin));
  }

  failed() {
    const error = this.#failure;
    this.#failure = undefined;
    this.#tell(createEvent("error", error && { error }));
  }

  closed(code, reason, wasClean, willReconnect) {
    this.#tell(createCloseEvent({ code, reason: reason ?? "", wasClean }, { willReconnect }));
  }

  reconnecting(attempt, delay, cause) {
    this.#tell(createEvent("reconnecting", { attempt, delay, cause: CAUSES[cause] }));
  }

  drained() {
    this.#tell(createEvent("drain"));
  }

  dropped(data, reason) {
    this.#tell(createEvent("drop", { data, reason: DROP_REASONS[reason] }));
  }

  ended(cause) {
    if (this.core.state === 6) this.isHeld = false;
    for (const [, reject] of [...this.waiters[1].splice(0), ...this.waiters[2].splice(0)]) {
      reject(new DOMException("sockline: the connection has ended", "InvalidStateError"));
    }
    this.#tell(createEvent("end", { cause: END_CAUSES[cause] }));
  }

  noticed(what) {
    for (const bit of [1, 2]) {
      if (what & bit) for (const [resolve] of this.waiters[bit].splice(0)) resolve();
    }
  }

  /** Has WebAssembly tell this link. */
  hold() {
    if (this.isHeld) return;
    this.isHeld = true;
    this.core.hold(this);
  }

  /** A promise for one of `Core.watch`'s conditions. */
  wait(bit) {
    return new Promise((resolve, reject) => {
      if (this.core.watch(bit)) resolve();
      else this.waiters[bit].push([resolve, reject]);
    });
  }

  #tell(event) {
    this.target.dispatchEvent(event);
  }
}
