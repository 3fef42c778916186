// Usage: node shorten-names.mjs WASM
// Gives the imports of a WebAssembly module the names that the package's modules have for them once
// they are published, and takes away what the linker exports and nobody asks for.
import { readFileSync, writeFileSync } from "node:fs";
import { LETTERS } from "./names.mjs";

const IMPORTS = 2;
const EXPORTS = 7;
const OF_THE_LINKER = ["__data_end", "__heap_base"];

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);
let position = 8;

/** A number in LEB128. */
function readNumber() {
  let number = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[position++];
    number |= (byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
}

function writeNumber(number) {
  return number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...writeNumber(number >> 7)];
}

function readName() {
  const length = readNumber();
  position += length;
  return bytes.toString("utf8", position - length, position);
}

const short = (name) => LETTERS.get(name) ?? name;
const writeName = (name) => [...writeNumber(Buffer.byteLength(name)), ...Buffer.from(name)];

/** Only functions are imported. */
function readImport() {
  const module = readName();
  const name = readName();
  if (bytes[position++] !== 0) throw new Error(`${name} is no function`);
  return [...writeName(short(module)), ...writeName(short(name)), 0, ...writeNumber(readNumber())];
}

function readExport() {
  const name = readName();
  const kind = bytes[position++];
  const index = readNumber();
  return OF_THE_LINKER.includes(name) ? [] : [...writeName(name), kind, ...writeNumber(index)];
}

function readEntries(read) {
  const entries = Array.from({ length: readNumber() }, read).filter((entry) => entry.length > 0);
  return [...writeNumber(entries.length), ...entries.flat()];
}

const sections = [bytes.subarray(0, position)];
while (position < bytes.length) {
  const kind = bytes[position++];
  const end = readNumber() + position;
  const content =
    kind === IMPORTS
      ? readEntries(readImport)
      : kind === EXPORTS
        ? readEntries(readExport)
        : bytes.subarray(position, end);
  sections.push(Buffer.from([kind, ...writeNumber(content.length)]), Buffer.from(content));
  position = end;
}
writeFileSync(file, Buffer.concat(sections));
