// How times, sizes, payloads and socket events read on this page.

export function clock(date) {
  const two = (n) => String(n).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

export const seconds = (milliseconds) => `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;

export const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;

/** How much of a text is shown. The log keeps hundreds, each of which may have megabytes. */
const SHOWN = 2000;

/** Text as it is, unless it is long; anything binary by its kind and size. */
export function payload(data) {
  if (typeof data === "string") {
    if (data.length <= SHOWN) return data;
    // Without the first half of a letter that takes two code units.
    const start = data.slice(0, SHOWN).replace(/[\ud800-\udbff]$/, "");
    return `${start}… (text, ${size(new Blob([data]).size)})`;
  }
  if (data instanceof File) return `${data.name} (file, ${size(data.size)})`;
  if (data instanceof Blob) return `Blob, ${size(data.size)}`;
  return `${data.constructor.name}, ${size(data.byteLength)}`;
}

const CODES = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "no code given",
  1006: "lost without a closing handshake",
  1007: "invalid text",
  1008: "refused by policy",
  1009: "message too big",
  1010: "extension required",
  1011: "server error",
  1012: "service restart",
  1013: "try again later",
};

export function close(event) {
  const meaning = event.reason || CODES[event.code];
  return `close ${event.code}${meaning ? `, ${meaning}` : ""}`;
}

/** The `cause` of a `reconnecting` event, unless it is the `close` that the log has just told. */
export const cause = (value) => (value === "close" ? "" : value);
