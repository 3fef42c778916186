// What keeping costs by itself, plainly done: the browser's own socket, and nothing else that
// Sockline does.

/** As much as is handed over before the buffer is asked again, as in `raw-web-sys-kept`. */
const WINDOW = 65_536;

const sizeOf = (data) => data.byteLength ?? data.length;

/** A socket that keeps each message until its buffer shows it gone. */
export function kept(socket) {
  const messages = [];
  let first = 0;
  let bytes = 0;
  let askAt = WINDOW;
  const hand = socket.send.bind(socket);
  socket.send = (data) => {
    hand(data);
    messages.push(data);
    bytes += sizeOf(data);
    if (bytes < askAt) return;
    const { bufferedAmount } = socket;
    while (first < messages.length && bytes - sizeOf(messages[first]) >= bufferedAmount) {
      bytes -= sizeOf(messages[first]);
      first++;
    }
    askAt = bytes + WINDOW;
    // Not at each, because what remains is moved.
    if (first > messages.length / 2) {
      messages.splice(0, first);
      first = 0;
    }
    if (socket.readyState !== WebSocket.OPEN) throw new Error("the connection is lost");
  };
  return socket;
}
