// `readable` and `writable`: a client as streams of the WHATWG.
// A subclass may have members of its own by the names of the client's, all but `close` and `send`,
// which are the subclass's way to do that.
import { STATE } from "./calls.js";
import { ended } from "./errors.js";
import { addEventListener } from "./handlers.js";
import { CLOSED, CLOSING, DISCONNECTED, DRAINED, PASSED, ROOM } from "./link.js";

/**
 * Calls `call` at the end of the client, before any `end` handler, which may begin another life; or soon if
 * it has ended. `what` else it waits for is a bit of `Link.noticed`. Gives what waits.
 */
function atEnd(link, call, what) {
  const waiter = [what, call, call];
  if (link.call(STATE) === CLOSED) queueMicrotask(call);
  else link.waiters.push(waiter);
  return waiter;
}

/** Closes the client and resolves when its connection has ended: `reconnect()` may have recalled its end. */
export const end = (link) =>
  new Promise((resolve) => {
    link.owner.close();
    // What has ended may be a connection that `reconnect()` had replaced before, and then it waits on.
    atEnd(link, () => link.call(STATE) === CLOSING || resolve(), DISCONNECTED);
  });

/** What arrives from now on, until the client ends. Calls `finished` when nobody listens any more. */
export function readable(link, finished) {
  const listening = new AbortController();
  const { signal } = listening;
  let waiter;
  const cancel = () => {
    listening.abort();
    link.waiters = link.waiters.filter((other) => other !== waiter);
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
      waiter = atEnd(link, finish);
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
      controller.signal.onabort = () => {
        finished();
        link.owner.close();
      };
    },
    async write(data) {
      for (;;) {
        try {
          // As plain as `WebSocket`, it tells nothing of what it discards.
          if (link.owner.send(data) === "dropped" && link.settings.isPlain) throw ended();
          return link.wait(PASSED);
        } catch (error) {
          if (error.name !== "QuotaExceededError") {
            finished();
            throw error;
          }
          await link.wait(ROOM);
        }
      }
    },
    async close() {
      await link.wait(DRAINED);
      finished();
      await end(link);
    },
  });
