import * as slim from "./node_modules/sockline/dist/slim.js";
import { verifySlim } from "./slim.js";

const wasm = new URL("node_modules/sockline/dist/sockline.wasm", import.meta.url);

verifySlim(slim, wasm, location.origin).then((verdict) => (window.__verdict = verdict));
