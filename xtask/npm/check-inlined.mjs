// Usage: node check-inlined.mjs MODULE WASM
// Prints "same" if the module gives exactly the bytes of a valid wasm, and whether it is ASCII.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, wasm] = process.argv.slice(2);
const { default: inlined } = await import(pathToFileURL(module).href);
const bytes = inlined();

if (!readFileSync(wasm).equals(bytes)) {
  console.log("the bytes differ");
} else if (!WebAssembly.validate(bytes)) {
  console.log("the wasm is invalid");
} else {
  console.log(/[^\0-\x7f]/.test(readFileSync(module, "utf8")) ? "same" : "same, in ASCII");
}
