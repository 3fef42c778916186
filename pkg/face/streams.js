// `readable` and `writable`: a client as streams of the WHATWG.
import { ended } from "./errors.js";

/** Calls `call` at the end of the client, or soon if it has ended. */
function atEnd(socket, call, signal) {
  socket.addEventListener("end", call, { once: true, signal });
  if (socket.stats().state === "closed") queueMicrotask(call);
}

/** Closes the client and resolves at its end. */
export const end = (socket) =>
  new Promise((resolve) => {
    socket.close();
    atEnd(socket, resolve);
  });

/** What arrives from now on, until the client ends. Calls `finished` when nobody listens any more. */
export function readable(socket, finished) {
  const listening = new AbortController();
  const { signal } = listening;
  const cancel = () => {
    listening.abort();
    finished?.();
  };
  return new ReadableStream({
    start(controller) {
      socket.addEventListener("message", ({ data }) => controller.enqueue(data), { signal });
      // It may have been cancelled, or be told of the end twice.
      const finish = () => {
        if (signal.aborted) return;
        cancel();
        controller.close();
      };
      atEnd(socket, finish, signal);
    },
    cancel,
  });
}

/**
 * Sends what is written, each message when those before it have left the
 * queue: a stream fills the browser's window, and leaves the queue to others.
 * `passed` promises that the queue is empty.
 */
export const writable = (socket, passed, finished) =>
  new WritableStream({
    start(controller) {
      const finish = () => {
        finished();
        controller.error(ended());
      };
      atEnd(socket, finish);
      // Not `abort` of the sink, which is called when a write that waits has settled.
      controller.signal.onabort = () => socket.close();
    },
    async write(data) {
      for (;;) {
        try {
          socket.send(data);
          return passed();
        } catch (error) {
          if (error.name !== "QuotaExceededError") throw error;
          await socket.ready;
        }
      }
    },
    async close() {
      await socket.drained();
      await end(socket);
    },
  });
