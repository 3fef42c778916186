// Everything that the slim entry takes.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as slim from "sockline/slim";
import { WebSocket } from "ws";
import { rejects, verifySlim } from "./slim.js";

const bytes = readFileSync(fileURLToPath(import.meta.resolve("sockline/sockline.wasm")));
const { init, initSync } = slim;

await rejects(init(new Response("not found", { status: 404 })));
await rejects(init(new Response("<!doctype html>")));
await rejects(init(new TextEncoder().encode("rubbish")));
await rejects(init());

const verdict = await verifySlim(slim, bytes, process.env.SOCKLINE_SERVER, { WebSocket });

await init(new Response(bytes));
await init(Promise.resolve(new Response(bytes, { headers: { "content-type": "application/wasm" } })));
await init(WebAssembly.compile(bytes));
initSync(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
initSync(new WebAssembly.Module(bytes));

console.log(verdict);
