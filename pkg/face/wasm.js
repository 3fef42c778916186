// The WebAssembly half, instantiated at the first construction: importing the
// package does nothing.
import { imports } from "./link.js";

let source;
let exports;
let registry;

/** Each entry of the package says what gives the module or its bytes. */
export function provide(given) {
  source = given;
}

/** What WebAssembly exports. */
export function load() {
  if (!exports) {
    const given = source();
    const module = given instanceof WebAssembly.Module ? given : new WebAssembly.Module(given);
    exports = new WebAssembly.Instance(module, imports).exports;
  }
  return exports;
}

/** Frees a client when its object is garbage. */
export function freeWith(object, id) {
  if (typeof FinalizationRegistry === "function") {
    registry ??= new FinalizationRegistry((id) => exports.free(id));
    registry.register(object, id);
  }
}
