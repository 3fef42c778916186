// What a second event costs by itself: the browser's own socket, and nothing else that Sockline does.

/** The least that an event with a message can be. */
class Told extends Event {
  constructor({ data, origin }) {
    super("message");
    this.data = data;
    this.origin = origin;
  }
}

/** Hands what its socket receives on, as an event whose target it is. */
export class Teller extends EventTarget {
  #socket;

  constructor(url) {
    super();
    this.#socket = new WebSocket(url);
    this.#socket.onmessage = (event) => this.dispatchEvent(new Told(event));
    for (const type of ["open", "error", "close"]) {
      this.#socket[`on${type}`] = () => this.dispatchEvent(new Event(type));
    }
  }

  get readyState() {
    return this.#socket.readyState;
  }

  set binaryType(type) {
    this.#socket.binaryType = type;
  }

  send(data) {
    this.#socket.send(data);
  }

  close() {
    this.#socket.close();
  }
}
