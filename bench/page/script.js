// A contestant in JavaScript.
import { tellFailure } from "./report.js";

/** An open connection with what has arrived through it. */
class Script {
  messages = 0;
  bytes = 0;
  newest;
  #socket;
  #urge;
  #repeat;
  #goal = 0;
  #resolve;
  #isFree = false;

  constructor(name, socket, urge) {
    this.#socket = socket;
    // What waits for messages would wait for ever, and the figures of who connects again are void.
    for (const type of ["error", "close"]) {
      // websocket-ts hands the event on behind itself.
      socket.addEventListener(type, (...told) => {
        const { code, reason } = told.at(-1);
        if (!this.#isFree) tellFailure(new Error(`${name}: ${type}, ${code} ${reason}`));
      });
    }
    this.#urge = urge;
    // Each contestant has a loop of its own: one that all shared would be slow for each.
    this.#repeat = new Function(
      ...["socket", "data", "count"],
      `/* ${name} */ for (let done = 0; done < count; done++) socket.send(data);`,
    );
  }

  sendText(bytes, count) {
    this.#repeat(this.#socket, "x".repeat(bytes), count);
  }

  sendBinary(bytes, count) {
    this.#repeat(this.#socket, new Uint8Array(bytes).fill(1).buffer, count);
  }

  say(text) {
    this.#socket.send(text);
  }

  /** Before all others that wait, where the library can. */
  sendUrgent(text) {
    this.#urge(this.#socket, text);
  }

  /** Resolves when so many messages have arrived in all. */
  reached(goal) {
    if (this.messages >= goal) return undefined;
    this.#goal = goal;
    return new Promise((resolve) => (this.#resolve = resolve));
  }

  take(data) {
    this.newest = data;
    this.bytes += data.length ?? data.byteLength;
    if (++this.messages === this.#goal) this.#resolve();
  }

  free() {
    this.#isFree = true;
    this.#socket.close();
  }
}

/** Resolves with an open session. */
export async function openScript(name, { make, isOpen, listen, urge }, url) {
  const socket = make(url);
  const session = new Script(name, socket, urge);
  listen(socket, (data) => session.take(data));
  if (!isOpen(socket)) {
    await new Promise((resolve) => socket.addEventListener("open", resolve));
  }
  socket.binaryType = "arraybuffer";
  return session;
}
