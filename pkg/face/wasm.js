// The WebAssembly half, inlined and instantiated at the first construction:
// importing the package does nothing.
import bytes from "#wasm";
import { imports } from "./link.js";

let exports;
let registry;

/** What WebAssembly exports. */
export function load() {
  // One character for each byte (see `xtask/src/package`), because that
  // compresses as well as the bytes themselves and base64 does not.
  exports ??= new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.from(bytes, (character) => character.charCodeAt(0))),
    imports,
  ).exports;
  return exports;
}

/** Frees a client when its object is garbage. */
export function freeWith(object, id) {
  if (typeof FinalizationRegistry === "function") {
    registry ??= new FinalizationRegistry((id) => exports.free(id));
    registry.register(object, id);
  }
}
