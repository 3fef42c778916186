// Parcel does not read `exports` unless it is told to, and finds every entry all the same. The wasm is no
// module: there it needs its path in the package.
import Sockline from "sockline";
import ReconnectingWebSocket from "sockline/compat";
import * as slim from "sockline/slim";
import { expect, verify } from "./echo.js";
import { verifySlim } from "./slim.js";

const wasm = new URL("npm:sockline/dist/sockline.wasm", import.meta.url);

async function verifyAll() {
  expect(Object.getPrototypeOf(ReconnectingWebSocket), Sockline);
  expect(await verifySlim(slim, fetch(wasm), location.origin), "works");
  return verify(Sockline, location.origin);
}

verifyAll().then(
  (verdict) => (window.__verdict = verdict),
  (error) => (window.__verdict = error.stack),
);
