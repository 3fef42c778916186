// What WebAssembly calls: `pkg/src/link.rs` declares the same methods.
import { createCloseEvent, createEvent, createMessageEvent } from "./events.js";
import { isSame } from "./payload.js";
import { checkProvided } from "./target.js";

const READY = 0;
const PENDING = 1;
const FAILED = 2;

const CAUSES = ["close", "timeout", "heartbeat", "provider", "manual", "offline"];
const DROP_REASONS = ["overflow", "expired", "replaced", "closed", "unsent", "unknown", "refused"];
const END_CAUSES = ["closed", "final-code", "retries-exhausted", "declined"];

export class Link {
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
        Promise.all(given)
          .then((settled) => this.#take(settled))
          .then(
            () => asked === this.#asked && this.core.resolved(true),
            (error) => {
              if (asked !== this.#asked) return;
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
      const socket = new Socket(this.resolvedUrl, this.resolvedProtocols);
      socket.binaryType = this.binaryType;
      return socket;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  ping(socket) {
    const { message } = this.options;
    socket.send(typeof message === "function" ? message() : message);
  }

  isReply(data) {
    const { reply } = this.options;
    return typeof reply === "function" ? !!reply(data) : isSame(reply, data);
  }

  decide(code, reason, wasClean, retries, otherwise) {
    const event = createCloseEvent(
      { code, reason: reason ?? "", wasClean },
      { willReconnect: otherwise },
    );
    try {
      return !!this.options.shouldReconnect(event, retries);
    } catch (error) {
      // Reported as the platform reports what a listener throws.
      queueMicrotask(() => {
        throw error;
      });
      return otherwise;
    }
  }

  opened() {
    const { socket } = this.core;
    this.protocol = socket.protocol;
    this.extensions = socket.extensions;
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
