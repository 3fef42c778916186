// Usage: node renumber-locals.mjs WASM
// Gives the local variables of a module's functions other numbers, so that gzip finds more that it has
// seen before: those of one type may be in any order, but for parameters.
import { readFileSync, writeFileSync } from "node:fs";
import { exchangeAll } from "./exchange.mjs";
import { skipOperands } from "./wasm-code.mjs";
import { WasmReader } from "./wasm-reader.mjs";

const TYPES = 1;
const FUNCTIONS = 3;
const CODE = 10;
const LOCAL_INSTRUCTIONS = [0x20, 0x21, 0x22];

const bytes = readFileSync(process.argv[2]);

/** Where the contents of each section begin, by its number. */
const sections = new Map();
for (const reader = new WasmReader(bytes, 8); !reader.isAtEnd; ) {
  const kind = reader.byte();
  const length = reader.number();
  sections.set(kind, reader.position);
  reader.take(length);
}
const section = (kind) => new WasmReader(bytes, sections.get(kind));

const types = section(TYPES);
const parameterCounts = types.list(() => {
  types.byte();
  const count = types.take(types.number()).length;
  types.take(types.number());
  return count;
});
const functions = section(FUNCTIONS);
const typesOfFunctions = functions.list(() => functions.number());

/** Pairs of locals of one type in a function, each with the places in the module where they stand. */
function* pairs() {
  const code = section(CODE);
  const count = code.number();
  for (let index = 0; index < count; index++) {
    const length = code.number();
    const end = code.position + length;
    const groups = [];
    let first = parameterCounts[typesOfFunctions[index]];
    code.list(() => {
      const size = code.number();
      code.byte();
      groups.push({ first, size });
      first += size;
    });
    const places = new Map();
    while (code.position < end) {
      const opcode = code.byte();
      if (LOCAL_INSTRUCTIONS.includes(opcode)) {
        const place = code.position;
        const local = code.number();
        if (local < 0x80 && code.position > place + 1) throw new Error("a local's number is padded");
        places.set(local, [...(places.get(local) ?? []), place]);
      } else {
        skipOperands(code, opcode);
      }
    }
    if (code.position > end) throw new Error("a function does not end where it should");
    for (const { first, size } of groups) {
      for (let one = first; one < first + size; one++) {
        // More than one byte each would move what follows.
        for (let other = one + 1; other < Math.min(first + size, 128); other++) yield [places, one, other];
      }
    }
  }
}

/** Writes two locals in each other's places. */
function exchange(places, one, other) {
  const [ofOne, ofOther] = [places.get(one) ?? [], places.get(other) ?? []];
  for (const place of ofOne) bytes[place] = other;
  for (const place of ofOther) bytes[place] = one;
  places.set(one, ofOther).set(other, ofOne);
}

exchangeAll([...pairs()], exchange, () => bytes);
if (!WebAssembly.validate(bytes)) throw new Error("no module any more");
writeFileSync(process.argv[2], bytes);
