// One Sockline seen from outside: its state, when it tries again, and its
// recent past.

const SPAN = 60_000;

export class Session extends EventTarget {
  state = "idle";
  attempts = 0;
  /** Stretches of one state: { state, attempt, from, to }, oldest first; `to` is null in the last. */
  stretches = [];

  #socket;
  /** When the next attempt starts, as it was announced last. */
  #due = 0;
  #ended = new AbortController();

  constructor(socket) {
    super();
    this.#socket = socket;
    for (const type of ["open", "close", "reconnecting", "end"]) {
      const hear = ({ delay }) => {
        if (delay !== undefined) this.#due = performance.now() + delay;
        this.look();
      };
      socket.addEventListener(type, hear, { signal: this.#ended.signal });
    }
    this.look();
  }

  /** Milliseconds until the next attempt, or null when none is scheduled. */
  get retryIn() {
    return this.state === "waiting" ? Math.max(0, this.#due - performance.now()) : null;
  }

  close() {
    this.#socket.close();
    this.look();
  }

  reconnect() {
    this.#socket.reconnect();
    this.look();
  }

  /** Closes the socket and hears no more of it. */
  dispose() {
    this.#ended.abort();
    this.#socket.close();
  }

  /** Compares with the socket; call it whenever something may have changed. No event tells that an attempt begins. */
  look() {
    const stats = this.#socket.stats();
    const { attempts } = stats;
    // Its URL is known at once.
    const state = stats.state === "resolving" ? "connecting" : stats.state;
    if (state === this.state && attempts === this.attempts) return;
    this.state = state;
    this.attempts = attempts;
    this.#remember();
    this.dispatchEvent(new Event("state"));
  }

  #remember() {
    const now = performance.now();
    const last = this.stretches.at(-1);
    if (last) last.to = now;
    this.stretches.push({ state: this.state, attempt: this.attempts, from: now, to: null });
    this.stretches = this.stretches.filter(({ to }) => to === null || to > now - SPAN);
  }
}
