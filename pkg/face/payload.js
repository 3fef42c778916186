// Messages: the conversions of the standard's `send`, and sizes.

const encoder = new TextEncoder();

/** Bytes of `text` as UTF-8; a lone surrogate counts as U+FFFD, which is sent in its place. */
export function utf8Length(text) {
  // Encoding costs more than counting for the short messages that most are.
  if (text.length > 256) return encoder.encode(text).length;
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff ? 2 : 1;
    // A pair takes four bytes: two for its halves, two were just added.
    if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index++;
  }
  return bytes;
}

/**
 * The size of a received message. Text counts in UTF-16 code units: encoding
 * every message again only to count it would cost more than receiving it.
 */
export const sizeOf = (data) => data.length ?? data.byteLength ?? data.size;

/**
 * The message as it is to be sent and its size. Bytes are copied: they may
 * wait, or be sent again, and the caller may change its buffer meanwhile.
 */
export function convert(data) {
  if (typeof data === "string") return [data, utf8Length(data)];
  // By name and not by `instanceof`, because a frame's objects have other constructors.
  switch (Object.prototype.toString.call(data)) {
    case "[object ArrayBuffer]":
      return [data.slice(0), data.byteLength];
    case "[object Blob]":
    case "[object File]":
      return [data, data.size];
    case "[object SharedArrayBuffer]":
      throw sharedMemory();
  }
  if (ArrayBuffer.isView(data)) {
    const { buffer, byteOffset, byteLength } = data;
    if (Object.prototype.toString.call(buffer) === "[object SharedArrayBuffer]") throw sharedMemory();
    return [buffer.slice(byteOffset, byteOffset + byteLength), byteLength];
  }
  const text = `${data}`;
  return [text, utf8Length(text)];
}

const sharedMemory = () => new TypeError("sockline: shared memory can't be sent; copy it first");

/** Whether two messages have the same content; a Blob equals nothing. */
export function isSame(left, right) {
  if (typeof left === "string" || typeof right === "string") return left === right;
  const [a, b] = [bytesOf(left), bytesOf(right)];
  return !!a && !!b && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function bytesOf(data) {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : undefined;
}
