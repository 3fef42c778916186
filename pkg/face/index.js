// The default entry: one file, with the WebAssembly in it.
import bytes, { key } from "#wasm";
import { provide } from "./wasm.js";

// One character for each byte (see `xtask/src/package/inline.rs`), because that
// compresses as well as the bytes themselves and base64 does not.
provide(() => new WebAssembly.Module(Uint8Array.from(bytes, (character) => character.charCodeAt(0) ^ key)));

export { Sockline, Sockline as default } from "./sockline.js";
