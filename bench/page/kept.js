// What keeping costs by itself: the browser's own socket, and nothing else that Sockline does.

/** As much as is kept before the buffer is asked, as in `raw-web-sys-kept`. */
const WINDOW = 65_536;

/** A socket that keeps each message until its buffer shows it gone. */
export function kept(socket) {
  const messages = [];
  let first = 0;
  let bytes = 0;
  const hand = socket.send.bind(socket);
  socket.send = (data) => {
    hand(data);
    messages.push(data);
    bytes += data.byteLength ?? data.length;
    if (bytes < WINDOW) return;
    const { bufferedAmount } = socket;
    while (bytes > bufferedAmount && first < messages.length) {
      bytes -= messages[first].byteLength ?? messages[first].length;
      first++;
    }
    // Not at each, because what remains is moved.
    if (first > messages.length / 2) {
      messages.splice(0, first);
      first = 0;
    }
    if (socket.readyState !== WebSocket.OPEN) throw new Error("the connection is lost");
  };
  return socket;
}
