// Usage: node shorten-names.mjs WASM
// Gives the imports and exports of a WebAssembly module the names that the package's modules have for them once
// they are published, and takes away what the linker exports and nobody asks for.
import { readFileSync, writeFileSync } from "node:fs";
import { LETTERS } from "./names.mjs";
import { readSections, SECTIONS, WasmReader, withSections, writeNumber } from "./wasm-reader.mjs";

const OF_THE_LINKER = ["__data_end", "__heap_base"];

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);

const readName = (reader) => reader.take(reader.number()).toString();

/** The package's modules do not know the memory, which the linker exports. */
const short = (name) => (name === "memory" ? "m" : (LETTERS.get(name) ?? name));
const writeName = (name) => [...writeNumber(Buffer.byteLength(name)), ...Buffer.from(name)];

/** Only functions are imported. */
function readImport(reader) {
  const module = readName(reader);
  const name = readName(reader);
  if (reader.byte() !== 0) throw new Error(`${name} is no function`);
  return [...writeName(short(module)), ...writeName(short(name)), 0, ...writeNumber(reader.number())];
}

function readExport(reader) {
  const name = readName(reader);
  const kind = reader.byte();
  const index = reader.number();
  return OF_THE_LINKER.includes(name) ? [] : [...writeName(short(name)), kind, ...writeNumber(index)];
}

/** A section's content with each of its entries as `read` gives it. */
function rewritten(content, read) {
  const reader = new WasmReader(content);
  const entries = reader.list(() => read(reader)).filter((entry) => entry.length > 0);
  return Buffer.from([...writeNumber(entries.length), ...entries.flat()]);
}

const readers = new Map([
  [SECTIONS.imports, readImport],
  [SECTIONS.exports, readExport],
]);
const sections = readSections(bytes).map(({ kind, content }) => {
  const read = readers.get(kind);
  return { kind, content: read ? rewritten(content, read) : content };
});
writeFileSync(file, withSections(bytes, sections));
