// What holding back costs by itself: the browser's own socket, and nothing else that Sockline does.

/** As soon as a timer may, which browsers hold back if it is set by another. */
const later = (run) =>
  setTimeout(() => (globalThis.scheduler?.postTask ? scheduler.postTask(run) : run()), 1);

/**
 * A socket that is given no more than `window` bytes ahead until it was given `below`, and that takes
 * what waits by `keep`. `urge` sends before all that waits.
 */
export function held(socket, { window, below, keep = (data) => data }) {
  const waiting = [];
  let next = 0;
  let given = 0;
  const hand = socket.send.bind(socket);
  const run = () => {
    while (next < waiting.length) {
      const data = waiting[next];
      const bytes = data.byteLength ?? data.length;
      const { bufferedAmount } = socket;
      if (given < below && bufferedAmount > 0 && bufferedAmount + bytes > window) {
        later(run);
        return;
      }
      hand(data);
      given += bytes;
      next++;
    }
  };
  socket.urge = hand;
  socket.send = (data) => {
    waiting.push(keep(data));
    if (next + 1 === waiting.length) run();
  };
  return socket;
}
