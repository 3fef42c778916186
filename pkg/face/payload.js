// Messages: the conversions of the standard's `send`, and sizes.
import { fault } from "./errors.js";

// Made when it is needed: some test environments have no `TextEncoder`, and import the package.
let encoder;
let scratch;

// Most text is ASCII, and Chromium and WebKit find that out faster by this than by encoding it.
const beyondAscii = /[\x80-\uffff]/;

/** Bytes of `text` as UTF-8; a lone surrogate counts as U+FFFD, which is sent in its place. */
export const utf8Length = (text) => (beyondAscii.test(text) ? encodedLength(text) : text.length);

/** As many letters as `scratch` has bytes: half of a pair at a piece's end finds no room there. */
const PIECE = 65_536;

/** Encodes piece by piece, because only the length is wanted, and throws the bytes away. */
function encodedLength(text) {
  encoder ??= new TextEncoder();
  scratch ??= new Uint8Array(PIECE);
  let bytes = 0;
  for (let at = 0; at < text.length; ) {
    // Chromium's takes time for all that it is given, however little of it fits.
    const { read, written } = encoder.encodeInto(text.slice(at, at + PIECE), scratch);
    bytes += written;
    at += read;
  }
  return bytes;
}

/**
 * The size of a received message. Text counts in UTF-16 code units: encoding
 * every message again only to count it would cost more than receiving it.
 */
export const sizeOf = (data) => data.length ?? data.byteLength ?? data.size;

/** The message that the standard's `send` makes of its argument. */
export function convert(data) {
  const isView = ArrayBuffer.isView(data);
  const buffer = isView ? data.buffer : data;
  // By name and not by `instanceof`, because a frame's objects have other constructors.
  switch (Object.prototype.toString.call(buffer)) {
    case "[object ArrayBuffer]":
      // One that is detached counts as empty, and neither it nor its views can be read.
      if (!buffer.resizable) return buffer.byteLength === 0 ? new ArrayBuffer() : data;
    // The standard refuses both kinds of memory that others may change.
    case "[object SharedArrayBuffer]":
      throw fault("shared or resizable memory must be copied first");
    case "[object Blob]":
    case "[object File]":
      return data;
  }
  return isView ? data : `${data}`;
}

/** Whether `left`, which is text or bytes, is what the message `right` holds; a Blob equals nothing. */
export function isSame(left, right) {
  if (typeof left === "string") return left === right;
  const a = bytesOf(left);
  const b = bytesOf(right);
  return !!b && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** The bytes of what has some. */
export function bytesOf(data) {
  const byteLength = data?.byteLength;
  if (byteLength === undefined) return undefined;
  // A buffer has neither a buffer nor an offset.
  return new Uint8Array(data.buffer ?? data, data.byteOffset, byteLength);
}
