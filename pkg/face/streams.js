// `readable` and `writable`: a client as streams of the WHATWG.
// A subclass may have members of its own by the names of the client's, all but `close` and `send`,
// which are the subclass's way to do that.
import { STATE } from "./calls.js";
import { ended } from "./errors.js";
import { ARRIVED, CLOSED, CLOSING, DISCONNECTED, DRAINED, PASSED, ROOM } from "./link.js";
import { readStats } from "./stats.js";

/**
 * Calls `call` at the end of the client, before any `end` handler, which may begin another life; or soon if
 * it has ended. `what` else it waits for is a bit of `Link.noticed`, which calls `noticed`. Gives what waits.
 */
function atEnd(link, call, what, noticed = call) {
  const waiter = [what, noticed, call];
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
  let waiter;
  const cancel = () => {
    link.waiters = link.waiters.filter((other) => other !== waiter);
    waiter = undefined;
    finished?.();
  };
  return new ReadableStream({
    start(controller) {
      const finish = () => {
        // It may have been cancelled.
        if (!waiter) return;
        cancel();
        controller.close();
      };
      // It gives nothing, and waits on.
      waiter = atEnd(link, finish, ARRIVED, (data) => !controller.enqueue(data));
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
      let before;
      for (;;) {
        try {
          before = readStats(link).droppedClosed;
          // As plain as `WebSocket`, it tells nothing of what it discards.
          if (link.owner.send(data) === "dropped" && link.settings.isPlain) throw ended();
          break;
        } catch (error) {
          if (error.name !== "QuotaExceededError") {
            finished();
            throw error;
          }
          await link.wait(ROOM);
        }
      }
      await link.wait(PASSED);
      // It was dropped, if `reconnect()` has followed an end before that was told.
      if (readStats(link).droppedClosed > before) {
        finished();
        throw ended();
      }
    },
    async close() {
      await link.wait(DRAINED);
      finished();
      await end(link);
    },
  });
