// What a client leaves on the page: its listeners and its timers.

/**
 * Counts the listeners of window and document that are added, and the timeouts that are set, from now
 * on until `restore` is called. Listeners count as the platform counts them: one that is there already
 * is not added again, unless one of both captures.
 */
export function watchPage() {
  const listeners = new Map();
  const timers = new Set();
  const restorations = [];
  const replace = (target, name, make) => {
    const original = target[name];
    const isOwn = Object.hasOwn(target, name);
    target[name] = make(original);
    restorations.push(() => (isOwn ? (target[name] = original) : delete target[name]));
  };
  for (const target of [window, document]) {
    for (const [name, change] of [["addEventListener", "add"], ["removeEventListener", "delete"]]) {
      replace(target, name, (original) => function (type, listener, ...rest) {
        const key = `${type}${rest[0] ? ", capturing" : ""}`;
        if (!listeners.has(key)) listeners.set(key, new Set());
        listeners.get(key)[change](listener);
        return original.call(this, type, listener, ...rest);
      });
    }
  }
  replace(window, "setTimeout", (original) => (call, ...rest) => {
    const timer = original(() => {
      timers.delete(timer);
      call();
    }, ...rest);
    timers.add(timer);
    return timer;
  });
  replace(window, "clearTimeout", (original) => (timer) => {
    timers.delete(timer);
    original(timer);
  });
  return {
    /** Each type that has listeners, with their number: `"focus 1"`. */
    listeners: () =>
      [...listeners].filter(([, { size }]) => size > 0).map(([type, { size }]) => `${type} ${size}`),
    /** How many timeouts have neither fired nor been cleared. */
    timers: () => timers.size,
    restore: () => restorations.reverse().forEach((restore) => restore()),
  };
}
