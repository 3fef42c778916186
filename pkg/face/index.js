// The default entry: one file, with the WebAssembly in it.
import bytes from "#wasm";
import { provide } from "./wasm.js";

// `xtask/npm/inline.mjs` makes a text of them.
provide(() => new WebAssembly.Module(bytes()));

export { Sockline, Sockline as default } from "./sockline.js";
