// A socket that does nothing, so that only the library's own cost is seen.

/** Looks like a `WebSocket`; opens at once, takes everything, holds nothing. */
export class StubSocket extends EventTarget {
  /** The one made last. */
  static newest;

  binaryType = "blob";
  bufferedAmount = 0;
  extensions = "";
  protocol = "";
  readyState = 0;
  #handlers = new Map();

  constructor(url, opens = true) {
    super();
    this.url = url;
    StubSocket.newest = this;
    if (opens !== false) queueMicrotask(() => {
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
    });
  }

  send() {}

  close() {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent("close", { code: 1000, wasClean: true }));
  }

  handle(type, handler) {
    this.removeEventListener(type, this.#handlers.get(type));
    this.#handlers.set(type, handler);
    if (handler) this.addEventListener(type, handler);
  }
}

for (const type of ["open", "message", "error", "close"]) {
  Object.defineProperty(StubSocket.prototype, `on${type}`, {
    set(handler) {
      this.handle(type, handler);
    },
  });
}

for (const [state, number] of Object.entries({ CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 })) {
  StubSocket[state] = StubSocket.prototype[state] = number;
}
