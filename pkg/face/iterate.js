// `for await (const data of socket)`.
import { readable } from "./streams.js";

/** An iterator of what arrives from now on; it keeps what comes between two turns of the loop. */
export function iterate(link) {
  const reader = readable(link).getReader();
  return {
    next: () => reader.read(),
    // At `break`, `return` and `throw`. A turn that waits is done, too.
    return: (value) => reader.cancel().then(() => ({ done: true, value })),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
