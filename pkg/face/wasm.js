// The WebAssembly half, instantiated at the first construction: importing the
// package does nothing.
import { imports } from "./link.js";

let source;
let exports;
let registry;

/** Each entry of the package says what gives the module. */
export function provide(given) {
  source = given;
}

/** What WebAssembly exports. */
export function load() {
  return (exports ??= new WebAssembly.Instance(source(), imports).exports);
}

/** Frees a client when its object is garbage. */
export function freeWith(object, handle) {
  if (globalThis.FinalizationRegistry) {
    registry ??= new FinalizationRegistry(exports.free);
    registry.register(object, handle);
  }
}
