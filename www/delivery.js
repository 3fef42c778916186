// What became of each message sent: marks its log entry queued, sent or dropped.
//
// The queue is first in, first out here (no priorities on this page), so its
// length alone tells which messages have left it, and which came back to its
// front when a connection broke before the browser had written them.

const REMEMBERED = 1000;

/** Why a message is dropped that the browser was given. */
const HANDED = new Set(["unknown", "unsent", "refused"]);

export class Delivery {
  #socket;
  #canSend = false;
  #waiting = [];
  #handed = [];

  constructor(socket) {
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#canSend = true;
      this.look();
    });
    socket.addEventListener("close", () => {
      this.look();
      this.#canSend = socket.readyState === 1;
    });
    socket.addEventListener("message", () => this.look());
    socket.addEventListener("drain", () => this.look());
    socket.addEventListener("drop", (event) => this.#dropped(event.data, event.reason));
  }

  /** Follows a message for which `send` returned `result`. */
  follow(data, entry, result) {
    const message = { data, entry };
    if (result === "queued") {
      this.#waiting.push(message);
      entry.mark("queued");
    } else if (result === "sent") {
      this.#hand(message);
    } else {
      entry.mark("discarded");
    }
  }

  /** Compares with the queue; call it whenever something may have left. */
  look() {
    const inQueue = this.#socket.queue.messages;
    while (this.#waiting.length > inQueue) {
      const message = this.#waiting.shift();
      if (this.#canSend) this.#hand(message);
      else message.entry.mark("discarded");
    }
    while (this.#waiting.length < inQueue && this.#handed.length > 0) {
      const message = this.#handed.pop();
      this.#waiting.unshift(message);
      message.entry.mark("queued");
    }
  }

  /** The client is given up: what still waits will not be sent. */
  abandon() {
    for (const { entry } of this.#waiting.splice(0)) entry.mark("discarded");
  }

  #hand(message) {
    message.entry.mark("sent");
    this.#handed.push(message);
    if (this.#handed.length > REMEMBERED) this.#handed.shift();
  }

  #dropped(data, reason) {
    const isIt = (message) => message.data === data;
    const waiting = [this.#waiting, this.#waiting.findIndex(isIt)];
    // Earlier ones of the same text have left long ago.
    const handed = [this.#handed, this.#handed.findLastIndex(isIt)];
    const places = HANDED.has(reason) ? [handed, waiting] : [waiting, handed];
    const [list, at] = places.find(([, at]) => at >= 0) ?? [];
    list?.splice(at, 1)[0].entry.mark("dropped", reason);
  }
}
