import * as slim from "sockline/slim";
import wasm from "sockline/sockline.wasm?url";
import { verifySlim } from "./slim.js";

verifySlim(slim, wasm, location.origin).then((verdict) => (window.__verdict = verdict));
