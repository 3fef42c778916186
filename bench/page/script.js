// A contestant in JavaScript.

/** An open connection with what has arrived through it. */
class Script {
  messages = 0;
  bytes = 0;
  #socket;
  #repeat;

  constructor(name, socket) {
    this.#socket = socket;
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

  take(data) {
    this.messages++;
    this.bytes += data.length ?? data.byteLength;
  }

  free() {
    this.#socket.close();
  }
}

/** Resolves with an open session. */
export async function openScript(name, { make, isOpen, listen }, url) {
  const socket = make(url);
  const session = new Script(name, socket);
  listen(socket, (data) => session.take(data));
  if (!isOpen(socket)) {
    await new Promise((resolve) => socket.addEventListener("open", resolve));
  }
  socket.binaryType = "arraybuffer";
  return session;
}
