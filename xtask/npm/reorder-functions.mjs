// Usage: node reorder-functions.mjs WASM
// Puts a module's functions in another order, those that it imports and its own, and their types, so that
// gzip finds what they have in common nearer by, and more of it in the numbers that they get.
import { readFileSync, writeFileSync } from "node:fs";
import { search } from "./search.mjs";
import { skipOperands } from "./wasm-code.mjs";
import { readSections, SECTIONS, WasmReader, withSections, writeNumber } from "./wasm-reader.mjs";

const NAMES_OF_FUNCTIONS = 1;
const CALL = 0x10;
const BLOCKS = [2, 3, 4];

/** In some five seconds; more find little. */
const TRIALS = 15_000;
/** So many are moved together at most. */
const LONGEST = 4;

const bytes = readFileSync(process.argv[2]);
const sections = readSections(bytes);
if (sections.some(({ kind }) => kind === SECTIONS.elements)) {
  throw new Error("a table of functions is not known here");
}

/** The entries of a section: none if it is not there, as that of the imports without the engine. */
function entries(kind, read) {
  const section = sections.find((section) => section.kind === kind);
  if (!section) return [];
  const reader = new WasmReader(section.content);
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

const types = entries(SECTIONS.types, (reader) => {
  const start = reader.position;
  reader.byte();
  reader.take(reader.number());
  reader.take(reader.number());
  return reader.bytes.subarray(start, reader.position);
});

/** Only functions are imported: names and a type. */
const imported = entries(SECTIONS.imports, (reader) => {
  const start = reader.position;
  reader.take(reader.number());
  reader.take(reader.number());
  if (reader.byte() !== 0) throw new Error("an import is no function");
  return { names: reader.bytes.subarray(start, reader.position), type: reader.number() };
});

const exported = entries(SECTIONS.exports, (reader) =>
  withNumbers(reader, () => {
    reader.take(reader.number());
    const isFunction = reader.byte() === 0;
    const place = reader.position;
    reader.skipNumbers(1);
    return isFunction ? [place] : [];
  }),
);

const typesOfOwn = entries(SECTIONS.functions, (reader) => reader.number());

const own = entries(SECTIONS.code, (reader) =>
  withNumbers(reader, () => {
    const calls = [];
    const length = reader.number();
    const end = reader.position + length;
    reader.list(() => reader.skipNumbers(2));
    while (reader.position < end) {
      const opcode = reader.byte();
      if (opcode === CALL) calls.push(reader.position);
      // A negative number says what a block gives; another one is that of a type.
      if (BLOCKS.includes(opcode) && !(reader.bytes[reader.position] & 0x40)) {
        throw new Error("a block of a type is not known here");
      }
      skipOperands(reader, opcode);
    }
    return calls;
  }),
);

/** Which stands where, by the numbers that they had. */
class Order {
  constructor(length) {
    this.all = Array.from({ length }, (_, number) => number);
  }

  /** The number now of each by the one before. */
  get numbers() {
    const numbers = [];
    this.all.forEach((before, number) => (numbers[before] = number));
    return numbers;
  }

  /** Exchanges two, or moves some; gives what takes that back. */
  change(random) {
    const before = this.all;
    const after = [...before];
    const [one, other] = [random(after.length), random(after.length)];
    if (random(3) === 0) {
      [after[one], after[other]] = [after[other], after[one]];
    } else {
      const moved = after.splice(one, 1 + random(LONGEST));
      after.splice(other, 0, ...moved);
    }
    this.all = after;
    return () => (this.all = before);
  }
}

const ofTypes = new Order(types.length);
const ofImported = new Order(imported.length);
const ofOwn = new Order(own.length);
const orders = [ofTypes, ofImported, ofOwn, ofOwn];

const listOf = (contents) => Buffer.concat([Buffer.from(writeNumber(contents.length)), ...contents]);

/** What stands in a section in the orders as they are, with the numbers that they give. */
function reordered({ kind, content }, numbers, numbersOfTypes) {
  const renumbered = ({ content, places, numbers: before }) => {
    places.forEach((place, index) => (content[place] = numbers[before[index]]));
    return content;
  };
  const type = (before) => Buffer.from(writeNumber(numbersOfTypes[before]));
  switch (kind) {
    case SECTIONS.types:
      return listOf(ofTypes.all.map((number) => types[number]));
    case SECTIONS.imports:
      return listOf(
        ofImported.all.map((number) => Buffer.concat([imported[number].names, type(imported[number].type)])),
      );
    case SECTIONS.functions:
      return listOf(ofOwn.all.map((number) => type(typesOfOwn[number])));
    case SECTIONS.exports:
      return listOf(exported.map(renumbered));
    case SECTIONS.code:
      return listOf(ofOwn.all.map((number) => renumbered(own[number])));
    case SECTIONS.custom:
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
  const numbersOfOwn = ofOwn.numbers.map((number) => imported.length + number);
  const numbers = [...ofImported.numbers, ...numbersOfOwn];
  const numbersOfTypes = ofTypes.numbers;
  return withSections(
    bytes,
    sections.map((section) => ({
      kind: section.kind,
      content: reordered(section, numbers, numbersOfTypes),
    })),
  );
}

// Names are not published.
const published = sections.filter(({ kind }) => kind !== SECTIONS.custom);
search(
  TRIALS,
  (random) => orders[random(orders.length)].change(random),
  () => assemble(published),
);
const result = assemble(sections);
if (!WebAssembly.validate(result)) throw new Error("no module any more");
writeFileSync(process.argv[2], result);
