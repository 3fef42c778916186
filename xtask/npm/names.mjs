// Names that the package's modules, and the WebAssembly, share with nobody else: they are published
// as one letter each. A name that the platform or a user knows must not be here.

const SHARED = [
  "wasm",
  "attached",
  "socket",
  "waiters",
  "resolvedUrl",
  "resolvedProtocols",
  "paged",
  "fired",
  "told",
  "hold",
  "isPlain",
  "hasHeartbeat",
  "numbers",
  "shelf",
  "copies",
  "isUsual",
  "closeReason",
  "figures",
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
];

const letter = (index) => String.fromCharCode(index < 26 ? 97 + index : 65 + index - 26);

/** The letter for each name. */
export const LETTERS = new Map(SHARED.map((name, index) => [name, letter(index)]));
