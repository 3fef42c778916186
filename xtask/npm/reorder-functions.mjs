// Usage: node reorder-functions.mjs WASM
// Puts a module's functions in another order, those that it imports and its own, so that gzip finds what
// they have in common nearer by, and more of it in the numbers that they get.
import { readFileSync, writeFileSync } from "node:fs";
import { exchangeAll } from "./exchange.mjs";
import { skipOperands } from "./wasm-code.mjs";
import { WasmReader, writeNumber } from "./wasm-reader.mjs";

const CUSTOM = 0;
const IMPORTS = 2;
const FUNCTIONS = 3;
const EXPORTS = 7;
const ELEMENTS = 9;
const CODE = 10;
const NAMES_OF_FUNCTIONS = 1;
const CALL = 0x10;

const bytes = readFileSync(process.argv[2]);
const header = bytes.subarray(0, 8);

const sections = [];
for (const reader = new WasmReader(bytes, header.length); !reader.isAtEnd; ) {
  const kind = reader.byte();
  if (kind === ELEMENTS) throw new Error("a table of functions is not known here");
  sections.push({ kind, content: reader.take(reader.number()) });
}

/** The entries of a section. */
function entries(kind, read) {
  const reader = new WasmReader(sections.find((section) => section.kind === kind).content);
  return reader.list(() => read(reader));
}

/** Bytes in which a function's number stands at each of the places that `read` gives. */
function withNumbers(reader, read) {
  const start = reader.position;
  const places = read().map((place) => place - start);
  const content = Buffer.from(reader.bytes.subarray(start, reader.position));
  const numbers = places.map((place) => content[place]);
  if (numbers.some((number) => number >= 0x80)) throw new Error("a function's number takes two bytes");
  return { content, places, numbers };
}

/** Only functions are imported. */
const imported = entries(IMPORTS, (reader) =>
  withNumbers(reader, () => {
    reader.take(reader.number());
    reader.take(reader.number());
    reader.skipNumbers(2);
    return [];
  }),
);

const exported = entries(EXPORTS, (reader) =>
  withNumbers(reader, () => {
    reader.take(reader.number());
    const isFunction = reader.byte() === 0;
    const place = reader.position;
    reader.skipNumbers(1);
    return isFunction ? [place] : [];
  }),
);

const typesOfOwn = entries(FUNCTIONS, (reader) => reader.number());

const own = entries(CODE, (reader) =>
  withNumbers(reader, () => {
    const calls = [];
    const length = reader.number();
    const end = reader.position + length;
    reader.list(() => reader.skipNumbers(2));
    while (reader.position < end) {
      const opcode = reader.byte();
      if (opcode === CALL) calls.push(reader.position);
      skipOperands(reader, opcode);
    }
    return calls;
  }),
);

/** Which function stands where, by the numbers that they had. */
const order = [...imported, ...own].map((_, number) => number);
const orderOfImported = () => order.slice(0, imported.length);
const orderOfOwn = () => order.slice(imported.length).map((number) => number - imported.length);

function exchange(one, other) {
  [order[one], order[other]] = [order[other], order[one]];
}

/** Pairs of those that may stand in each other's places. */
function* pairs() {
  for (let one = 0; one < order.length; one++) {
    const end = one < imported.length ? imported.length : order.length;
    for (let other = one + 1; other < end; other++) yield [one, other];
  }
}

const listOf = (contents) => Buffer.concat([Buffer.from(writeNumber(contents.length)), ...contents]);

/** What stands in a section in the order as it is, with the numbers that it gives. */
function reordered({ kind, content }, numbers) {
  const renumbered = ({ content, places, numbers: before }) => {
    places.forEach((place, index) => (content[place] = numbers[before[index]]));
    return content;
  };
  switch (kind) {
    case IMPORTS:
      return listOf(orderOfImported().map((number) => imported[number].content));
    case FUNCTIONS:
      return listOf(orderOfOwn().map((number) => Buffer.from(writeNumber(typesOfOwn[number]))));
    case EXPORTS:
      return listOf(exported.map(renumbered));
    case CODE:
      return listOf(orderOfOwn().map((number) => renumbered(own[number])));
    case CUSTOM:
      return renamed(content, numbers);
    default:
      return content;
  }
}

/** The section of the names, if this is it: the functions stand in it by their numbers. */
function renamed(content, numbers) {
  const reader = new WasmReader(content);
  if (reader.take(reader.number()).toString() !== "name") return content;
  const parts = [content.subarray(0, reader.position)];
  while (!reader.isAtEnd) {
    const start = reader.position;
    const kind = reader.byte();
    const names = new WasmReader(reader.take(reader.number()));
    if (kind === NAMES_OF_FUNCTIONS) {
      const all = names.list(() => ({ number: numbers[names.number()], name: names.take(names.number()) }));
      all.sort((one, other) => one.number - other.number);
      const contents = all.map(({ number, name }) =>
        Buffer.concat([Buffer.from([number, ...writeNumber(name.length)]), name]),
      );
      const list = listOf(contents);
      parts.push(Buffer.from([kind, ...writeNumber(list.length)]), list);
    } else {
      parts.push(content.subarray(start, reader.position));
    }
  }
  return Buffer.concat(parts);
}

function assemble(sections) {
  const numbers = [];
  order.forEach((before, number) => (numbers[before] = number));
  const parts = sections.flatMap((section) => {
    const content = reordered(section, numbers);
    return [Buffer.from([section.kind, ...writeNumber(content.length)]), content];
  });
  return Buffer.concat([header, ...parts]);
}

// Names are not published.
const published = sections.filter(({ kind }) => kind !== CUSTOM);
exchangeAll([...pairs()], exchange, () => assemble(published));
const result = assemble(sections);
if (!WebAssembly.validate(result)) throw new Error("no module any more");
writeFileSync(process.argv[2], result);
