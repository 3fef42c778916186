// The WebAssembly half, inlined and instantiated at the first construction:
// importing the package does nothing.
import { Core, initSync } from "#glue";
import bytes from "#wasm";

let isReady = false;

export function createCore(numbers) {
  if (!isReady) {
    // One character for each byte (see `xtask/src/package`), because that
    // compresses as well as the bytes themselves and base64 does not.
    initSync({ module: Uint8Array.from(bytes, (character) => character.charCodeAt(0)) });
    isReady = true;
  }
  return new Core(numbers);
}
