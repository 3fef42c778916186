/** What {@link initSync} takes: the module, or the bytes of `sockline/sockline.wasm`. */
export type WasmSource = WebAssembly.Module | BufferSource;

/**
 * Takes the WebAssembly, before the first `new Sockline(…)`: whatever {@link initSync} takes, or where to
 * fetch it from. It is compiled while it arrives if the server names it `application/wasm`.
 *
 * ```js
 * await init(new URL("sockline/sockline.wasm", import.meta.url)); // webpack
 * await init(wasmUrl); // Vite: import wasmUrl from "sockline/sockline.wasm?url"
 * ```
 *
 * @throws `Error` if the server answers with an error; `WebAssembly.CompileError` if it is something else.
 */
export function init(
  source: WasmSource | string | URL | Request | Response | PromiseLike<WasmSource | Response>,
): Promise<void>;

/**
 * Takes the WebAssembly, before the first `new Sockline(…)`.
 *
 * @throws `WebAssembly.CompileError` if it is something else.
 */
export function initSync(source: WasmSource): void;

export * from "./sockline.js";
export { Sockline as default } from "./sockline.js";
