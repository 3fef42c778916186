// Usage: node check-inlined.mjs MODULE WASM
// Prints "same" if the module's string holds exactly the bytes of a valid wasm.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, wasm] = process.argv.slice(2);
const { default: text, key } = await import(pathToFileURL(module).href);
const decoded = Uint8Array.from(text, (character) => character.charCodeAt(0) ^ key);

if (!readFileSync(wasm).equals(decoded)) {
  console.log("the bytes differ");
} else if (!WebAssembly.validate(decoded)) {
  console.log("the wasm is invalid");
} else {
  console.log("same");
}
