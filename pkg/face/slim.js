// The entry without the WebAssembly: the page brings it, and may cache it.
import { provide } from "./wasm.js";

let module;

/** Test environments have no such class, and can be given the bytes. */
const isA = (value, name) => globalThis[name] !== undefined && value instanceof globalThis[name];

provide(() => {
  if (!module) throw new Error("sockline/slim: call init() or initSync() before the first new");
  return module;
});

/** Takes the module or its bytes. */
export function initSync(source) {
  module = source instanceof WebAssembly.Module ? source : new WebAssembly.Module(source);
}

/** Takes what `initSync` does, a URL, a request or a response, or a promise of any. */
export async function init(source) {
  const given = await source;
  const isAddress = typeof given === "string" || given instanceof URL || isA(given, "Request");
  const response = isAddress ? await fetch(given) : given;
  if (!isA(response, "Response")) return initSync(response);
  // Its address may hold a signature.
  if (!response.ok) throw new Error(`sockline/slim: the server of the module answered ${response.status}`);
  // Streaming asks for this type, which not every server knows.
  const canStream = response.headers.get("content-type") === "application/wasm";
  module = await (canStream
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer()));
}

export { Sockline, Sockline as default } from "./sockline.js";
