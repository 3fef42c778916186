// Copies of what the browser was handed, which the caller may change while it may have to be sent
// again. They share buffers, because making a buffer costs more than filling it.

const SIZE = 65_536;

/** Where the next copy goes. A full one lives on in its copies. */
let shelf;

class Copy {
  constructor(bytes) {
    const { length } = bytes;
    // The browser sends in order, so that those on one shelf leave it soon after one another.
    if (!(shelf?.filled + length <= SIZE)) shelf = { content: new Uint8Array(SIZE), filled: 0, copies: 0 };
    shelf.content.set(bytes, shelf.filled);
    this.shelf = shelf;
    this.first = shelf.filled;
    this.behind = shelf.filled += length;
    shelf.copies++;
  }
}

/** A copy of bytes; what is large, or may wait for long, has a buffer of its own. */
export const copyOf = (bytes, isBrief) =>
  isBrief && bytes.length < SIZE / 8 ? new Copy(bytes) : bytes.slice().buffer;

/** The value that a copy stands for; any other value stands for itself. */
export const original = (value) =>
  value instanceof Copy ? value.shelf.content.slice(value.first, value.behind).buffer : value;

/** The value is not needed any more. */
export function drop(value) {
  if (value instanceof Copy && !--value.shelf.copies) value.shelf.filled = 0;
}
