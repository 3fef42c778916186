// The entry that takes the WebAssembly separately.
import Named, { init, initSync, Sockline, type Options } from "../../pkg/face/slim.js";
import wasm from "../../pkg/face/sockline.wasm.js";

const done: Promise<void>[] = [
  init(new URL("https://example.com/sockline.wasm")),
  init("sockline.wasm"),
  init(fetch("sockline.wasm")),
  init(new Uint8Array(8)),
  init(wasm),
];
initSync(new ArrayBuffer(8));
initSync(wasm);

const options: Options = { startClosed: true };
const socket: Sockline<string> = new Named("wss://example.com/chat", [], options);

// TypeScript's `WebAssembly.Module` is an empty interface, so that any value passes for one; but there
// must be a value.
// @ts-expect-error
init();
// @ts-expect-error
initSync();
