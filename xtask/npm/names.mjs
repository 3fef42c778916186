// Names that the package's modules, and the WebAssembly, share with nobody else: they are published
// as one letter each. What the modules use of the platform, or a user of them, must not be here.
// Their order deals out the letters, and is one that gzip makes less of than of others.

const SHARED = [
  "resolvedProtocols",
  "filled",
  "attached",
  "wasm",
  "left",
  "hold",
  "isUsual",
  "given",
  "resolvedUrl",
  "behind",
  "fired",
  "closeReason",
  "hasHeartbeat",
  "isPlain",
  "socket",
  "wait",
  "copies",
  "figure",
  "wallClock",
  "isOnline",
  "arm",
  "soon",
  "listen",
  "transmit",
  "shut",
  "decide",
  "receive",
  "give",
  "noticed",
  "tell",
  "link",
  "isVisible",
  "release",
  "resolve",
  "connect",
  "buffered",
  "detach",
  "discard",
  "numbers",
  "first",
  "isWebSocket",
  "gather",
  "settings",
  "shelf",
  "content",
  "told",
  "waiters",
  "owner",
];

const letter = (index) => String.fromCharCode(index < 26 ? 97 + index : 65 + index - 26);

/** The letter for each name. */
export const LETTERS = new Map(SHARED.map((name, index) => [name, letter(index)]));
