// `readable` and `writable`: a client as streams of the WHATWG.
// A subclass may have members of its own by the names of the client's, all but `close` and `send`,
// which are the subclass's way to do that.
import { STATE } from "./calls.js";
import { ended } from "./errors.js";
import { addEventListener } from "./handlers.js";
import { CLOSED, DRAINED, PASSED, ROOM } from "./link.js";

/** Calls `call` at the end of the client, or soon if it has ended. */
function atEnd(link, call, signal) {
  if (link.call(STATE) === CLOSED) queueMicrotask(call);
  else addEventListener.call(link.owner, "end", call, { once: true, signal });
}

/** Closes the client and resolves at its end. */
export const end = (link) =>
  new Promise((resolve) => {
    link.owner.close();
    atEnd(link, resolve);
  });

/** What arrives from now on, until the client ends. Calls `finished` when nobody listens any more. */
export function readable(link, finished) {
  const listening = new AbortController();
  const { signal } = listening;
  const cancel = () => {
    listening.abort();
    finished?.();
  };
  return new ReadableStream({
    start(controller) {
      addEventListener.call(link.owner, "message", ({ data }) => controller.enqueue(data), { signal });
      // It may have been cancelled.
      const finish = () => {
        if (signal.aborted) return;
        cancel();
        controller.close();
      };
      atEnd(link, finish, signal);
    },
    cancel,
  });
}

/**
 * Sends what is written, each message when those before it have left the
 * queue: a stream fills the browser's window, and leaves the queue to others.
 */
export const writable = (link, finished) =>
  new WritableStream({
    start(controller) {
      const finish = () => {
        finished();
        controller.error(ended());
      };
      atEnd(link, finish);
      // Not `abort` of the sink, which is called when a write that waits has settled.
      controller.signal.onabort = () => link.owner.close();
    },
    async write(data) {
      for (;;) {
        try {
          // As plain as `WebSocket`, it tells nothing of what it discards.
          if (link.owner.send(data) === "dropped" && link.settings.isPlain) throw ended();
          return link.wait(PASSED);
        } catch (error) {
          if (error.name !== "QuotaExceededError") throw error;
          await link.wait(ROOM);
        }
      }
    },
    async close() {
      await link.wait(DRAINED);
      await end(link);
    },
  });
