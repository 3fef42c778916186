// One Sockline seen from outside: which of six states it is in, how many
// connections it has attempted, when it tries again, and its recent past.
//
// `readyState` says 0 both while waiting for a retry and while connecting;
// the `reconnecting` event's delay tells the two apart.

const SPAN = 60_000;

export class Session extends EventTarget {
  state = "idle";
  attempts = 0;
  /** Stretches of one state: { state, attempt, from, to }, oldest first; `to` is null in the last. */
  stretches = [];

  #socket;
  /** When the next attempt starts: null while one runs, Infinity when not announced yet. */
  #due = null;
  #timer = 0;
  #ended = new AbortController();

  constructor(socket) {
    super();
    this.#socket = socket;
    const on = (type, handle, target = socket) => target.addEventListener(type, handle, { signal: this.#ended.signal });
    on("open", () => this.#settle(null));
    on("close", (event) => this.#settle(event.willReconnect ? (this.#due ?? Infinity) : null));
    on("reconnecting", (event) => this.#settle(performance.now() + event.delay));
    on("end", () => this.#settle(null));
    on("online", () => this.look(), window);
    on("offline", () => this.look(), window);
    this.look();
  }

  /** Milliseconds until the next attempt, or null when none is scheduled. */
  get retryIn() {
    return this.state === "waiting" && Number.isFinite(this.#due) ? Math.max(0, this.#due - performance.now()) : null;
  }

  close() {
    this.#socket.close();
    this.look();
  }

  reconnect() {
    this.#socket.reconnect();
    this.#settle(null);
  }

  /** Closes the socket and hears no more of it. */
  dispose() {
    this.#ended.abort();
    clearTimeout(this.#timer);
    this.#socket.close();
  }

  /** Compares with the socket; call it whenever something may have changed. */
  look() {
    if (this.#due !== null && performance.now() >= this.#due && navigator.onLine) this.#due = null;
    const state = this.#read();
    if (state === this.state) return;
    // An early attempt (network back, page woken) may be noticed only when it opens.
    if (state === "connecting" || (state === "open" && this.state !== "connecting")) this.attempts += 1;
    this.state = state;
    this.#remember();
    this.dispatchEvent(new Event("state"));
  }

  #settle(due) {
    this.#due = due;
    clearTimeout(this.#timer);
    if (Number.isFinite(due) && due !== null) this.#timer = setTimeout(() => this.look(), Math.min(due - performance.now(), 2 ** 31 - 1));
    this.look();
  }

  #read() {
    switch (this.#socket.readyState) {
      case 1: return "open";
      case 2: return "closing";
      case 3: return "closed";
      default: return this.#due !== null || !navigator.onLine ? "waiting" : "connecting";
    }
  }

  #remember() {
    const now = performance.now();
    const last = this.stretches.at(-1);
    if (last) last.to = now;
    this.stretches.push({ state: this.state, attempt: this.attempts, from: now, to: null });
    this.stretches = this.stretches.filter(({ to }) => to === null || to > now - SPAN);
  }
}
