// The entry for Cloudflare Workers, which compile no bytes: there an import of
// WebAssembly is a module that was compiled when the worker was deployed.
import module from "./sockline.wasm";
import { provide } from "./wasm.js";

provide(() => module);

export { Sockline, Sockline as default } from "./sockline.js";
