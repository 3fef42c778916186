// Usage: node shorten-names.mjs WASM
// Gives the imports and exports of a WebAssembly module the names that the package's modules have for them once
// they are published, and takes away what the linker exports and nobody asks for.
import { readFileSync, writeFileSync } from "node:fs";
import { LETTERS } from "./names.mjs";
import { WasmReader, writeNumber } from "./wasm-reader.mjs";

const IMPORTS = 2;
const EXPORTS = 7;
const OF_THE_LINKER = ["__data_end", "__heap_base"];

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);
const reader = new WasmReader(bytes, 8);

const readName = () => reader.take(reader.number()).toString();

/** The package's modules do not know the memory, which the linker exports. */
const short = (name) => (name === "memory" ? "m" : (LETTERS.get(name) ?? name));
const writeName = (name) => [...writeNumber(Buffer.byteLength(name)), ...Buffer.from(name)];

/** Only functions are imported. */
function readImport() {
  const module = readName();
  const name = readName();
  if (reader.byte() !== 0) throw new Error(`${name} is no function`);
  return [...writeName(short(module)), ...writeName(short(name)), 0, ...writeNumber(reader.number())];
}

function readExport() {
  const name = readName();
  const kind = reader.byte();
  const index = reader.number();
  return OF_THE_LINKER.includes(name) ? [] : [...writeName(short(name)), kind, ...writeNumber(index)];
}

function readEntries(read) {
  const entries = reader.list(read).filter((entry) => entry.length > 0);
  return [...writeNumber(entries.length), ...entries.flat()];
}

const sections = [bytes.subarray(0, reader.position)];
while (!reader.isAtEnd) {
  const kind = reader.byte();
  const length = reader.number();
  const content =
    kind === IMPORTS
      ? readEntries(readImport)
      : kind === EXPORTS
        ? readEntries(readExport)
        : reader.take(length);
  sections.push(Buffer.from([kind, ...writeNumber(content.length)]), Buffer.from(content));
}
writeFileSync(file, Buffer.concat(sections));
