// What a test gets: the constructor under test, and a scope of the server.

let count = 0;
const run = Math.random().toString(36).slice(2);

export class Scene {
  #name = `conformance-${run}-${++count}`;
  /** Weak, because one test is about who keeps a socket alive. */
  #sockets = [];

  constructor({ Class, complete }) {
    /** The class under test, for what is asked of the class itself. */
    this.Class = Class;
    /** Its constructor. Sockets that it makes are closed after the test. */
    this.Socket = new Proxy(Class, {
      construct: (target, parameters, newTarget) => {
        const wanted = newTarget === this.Socket ? target : newTarget;
        const socket = Reflect.construct(target, complete(parameters), wanted);
        this.#sockets.push(new WeakRef(socket));
        return socket;
      },
    });
  }

  /** A URL of the server, for this test alone. */
  url = (path, parameters = {}) => {
    const query = new URLSearchParams({ ...parameters, scope: this.#name });
    return `ws://${location.host}/${path}?${query}`;
  };

  /** Gives the server a command and waits for its answer. */
  control = async (command, parameters = {}) => {
    const query = new URLSearchParams({ ...parameters, scope: this.#name });
    const response = await fetch(`/control/${command}?${query}`);
    if (!response.ok) throw new Error(`${command}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  /** A socket that connects to a path of the server. */
  connect = (path = "echo", parameters, protocols) =>
    new this.Socket(this.url(path, parameters), protocols);

  /** The same once it is open. */
  open = async (path, parameters, protocols) => {
    const socket = this.connect(path, parameters, protocols);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve, { once: true });
      socket.addEventListener("close", () => reject(new Error("it did not open")), { once: true });
    });
    return socket;
  };

  /** A socket that was open and is closed. */
  closed = async () => {
    const socket = await this.open();
    socket.close();
    await new Promise((resolve) => socket.addEventListener("close", resolve, { once: true }));
    return socket;
  };

  /** Closes what is open, and waits for its end: engines count connections, and slow down. */
  end = async () => {
    // Tests replace properties of instances, so these are looked up where they come from.
    const { addEventListener, close } = this.Class.prototype;
    const { get } = Object.getOwnPropertyDescriptor(this.Class.prototype, "readyState");
    const left = this.#sockets
      .map((reference) => reference.deref())
      .filter((socket) => socket && get.call(socket) !== this.Class.CLOSED);
    if (left.length === 0) return;
    const closed = left.map(
      (socket) => new Promise((resolve) => addEventListener.call(socket, "close", resolve)),
    );
    for (const socket of left) close.call(socket);
    await this.control("drop");
    await Promise.all(closed);
  };
}
