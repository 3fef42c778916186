// Usage: node best-key.mjs '{"entry": …, "wasm": …}'
// Prints the key for the bytes of the WebAssembly with which the entry is smallest. The string that it
// is given has another one.
import { pathToFileURL } from "node:url";
import { bundle } from "./entry.mjs";
import { gzipSize } from "./gzip.mjs";

const job = JSON.parse(process.argv[2]);
const { before, after } = await bundle(job);
const { default: text, key } = await import(pathToFileURL(job.wasm).href);
const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0) ^ key);

function size(key) {
  const turned = String.fromCharCode(...bytes.map((byte) => byte ^ key));
  const literal = turned.replaceAll(/[\\']/g, "\\$&").replaceAll("\0", "\\0");
  return gzipSize(before + literal + after);
}

const sizes = Array.from({ length: 256 }, (_, key) => size(key));
console.log(sizes.indexOf(Math.min(...sizes)));
