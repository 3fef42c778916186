// What holding back costs by itself: the browser's own socket, and nothing else that Sockline does.

/** What may lie in the browser's buffer on a link of 1 MB/s: the target of the slow link. */
const WINDOW = 256_000;

/** What an operating system takes of any link as fast as it comes. */
const BELOW = 5_000_000;

/** Is given no more than the window ahead until a slow link would have shown that it is one. */
export class Held extends WebSocket {
  #waiting = [];
  #next = 0;
  #left = 0;

  send(data) {
    this.#waiting.push(data);
    if (this.#next + 1 === this.#waiting.length) this.#hand();
  }

  #hand() {
    while (this.#next < this.#waiting.length) {
      const data = this.#waiting[this.#next];
      const bytes = data.byteLength ?? data.length;
      if (this.#left < BELOW && this.bufferedAmount + bytes > WINDOW) {
        // As soon as a browser lets timers follow each other.
        setTimeout(() => this.#hand());
        return;
      }
      super.send(data);
      this.#left += bytes;
      this.#next++;
    }
  }
}
