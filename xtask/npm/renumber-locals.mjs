// Usage: node renumber-locals.mjs WASM
// Gives the local variables of a module's functions other numbers, so that gzip finds more that it has
// seen before: those of one type may be in any order, but for parameters.
import { readFileSync, writeFileSync } from "node:fs";
import { besideTheSame, search } from "./search.mjs";
import { skipOperands } from "./wasm-code.mjs";
import { readSections, SECTIONS, WasmReader } from "./wasm-reader.mjs";

/** In some two seconds; more find little. */
const TRIALS = 80_000;
/** One in so many is of any local, and the others of one that stands beside the same bytes. */
const AT_RANDOM = 10;
const LOCAL_INSTRUCTIONS = [0x20, 0x21, 0x22];

const bytes = readFileSync(process.argv[2]);
const sections = readSections(bytes);
const section = (kind) => new WasmReader(bytes, sections.find((section) => section.kind === kind).start);

const types = section(SECTIONS.types);
const parameterCounts = types.list(() => {
  types.byte();
  const count = types.take(types.number()).length;
  types.take(types.number());
  return count;
});
const functions = section(SECTIONS.functions);
const typesOfFunctions = functions.list(() => functions.number());

/** A local variable, and all places of the module where its number stands. */
class Local {
  places = [];

  constructor(number, group) {
    this.number = number;
    this.group = group;
  }
}

/** Those of one type in a function, for each function and type. */
function* groups() {
  const code = section(SECTIONS.code);
  const count = code.number();
  for (let index = 0; index < count; index++) {
    const length = code.number();
    const end = code.position + length;
    const locals = new Map();
    const own = [];
    let first = parameterCounts[typesOfFunctions[index]];
    code.list(() => {
      const behind = first + code.number();
      code.byte();
      const group = [];
      for (; first < behind; first++) {
        const local = new Local(first, group);
        locals.set(first, local);
        // More than one byte each would move what follows.
        if (first < 0x80) group.push(local);
      }
      own.push(group);
    });
    while (code.position < end) {
      const opcode = code.byte();
      if (LOCAL_INSTRUCTIONS.includes(opcode)) {
        const place = code.position;
        const number = code.number();
        if (number < 0x80 && code.position > place + 1) throw new Error("a local's number is padded");
        locals.get(number)?.places.push(place);
      } else {
        skipOperands(code, opcode);
      }
    }
    if (code.position > end) throw new Error("a function does not end where it should");
    yield* own;
  }
}

const places = [...groups()].flat().flatMap((local) => local.places.map((place) => ({ local, place })));

function give(local, number) {
  local.number = number;
  for (const place of local.places) bytes[place] = number;
}

/** Gives two locals each other's numbers. */
function exchange(one, other) {
  const { number } = one;
  give(one, other.number);
  give(other, number);
}

function change(random) {
  if (places.length === 0) return undefined;
  const { local, place } = places[random(places.length)];
  const { group } = local;
  const number = random(AT_RANDOM)
    ? besideTheSame(bytes, place, random)
    : group[random(group.length)].number;
  const other = group.find((each) => each.number === number);
  if (!other || other === local) return undefined;
  exchange(local, other);
  return () => exchange(local, other);
}

search(TRIALS, change, () => bytes);
if (!WebAssembly.validate(bytes)) throw new Error("no module any more");
writeFileSync(process.argv[2], bytes);
