// Another `WebSocket` for a contestant: all of them look the constructor up when they connect.

/** Runs `open` while the page's `WebSocket` is that one. */
export async function over(Socket, open) {
  const { WebSocket } = globalThis;
  globalThis.WebSocket = Socket;
  try {
    return await open();
  } finally {
    globalThis.WebSocket = WebSocket;
  }
}
