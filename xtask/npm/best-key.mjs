// Usage: node best-key.mjs '{"entry": …, "wasm": …}'
// Prints the key for the bytes of the WebAssembly with which the entry is smallest as it is served:
// by what gzip and Brotli make of it, gzip twice because the budget counts that. The string that it
// is given has another one.
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { bundle } from "./entry.mjs";
import { gzipSize } from "./gzip.mjs";

const job = JSON.parse(process.argv[2]);
const { blanks, before, after } = await bundle(job);
const { default: text, key } = await import(pathToFileURL(job.wasm).href);
const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) ^ key);

// The key stands in the JavaScript too.
const [keyed, ...others] = after.matchAll(new RegExp(`(?<==>)${key}(?=\\^)`, "g"));
if (!keyed || others.length > 0) throw new Error(`the key ${key} is not there once`);
const untilKey = after.slice(0, keyed.index);
const fromKey = after.slice(keyed.index + keyed[0].length);

/** As `xtask/src/package/inline.rs` writes it. */
function literal(text) {
  const [single, double] = ["'", '"'].map((quote) => text.split(quote).length);
  const quote = double < single ? '"' : "'";
  const body = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll(/\0(?=\d)/g, "\\x00")
    .replaceAll("\0", "\\0")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return quote + body + quote;
}

function size(key) {
  const turned = String.fromCharCode(...bytes.map((byte) => byte ^ key));
  const entry = blanks + before + literal(turned) + untilKey + key + fromKey;
  return 2 * gzipSize(entry) + brotliCompressSync(entry).length;
}

const sizes = Array.from({ length: 256 }, (_, key) => size(key));
console.log(sizes.indexOf(Math.min(...sizes)));
