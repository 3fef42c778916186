import * as slim from "sockline/slim";
import { verifySlim } from "./slim.js";

const wasm = new URL("sockline/sockline.wasm", import.meta.url);

verifySlim(slim, fetch(wasm), location.origin).then((verdict) => (window.__verdict = verdict));
