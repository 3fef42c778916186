// Usage: node reorder-instructions.mjs WASM
// Puts those instructions of a module in another order that may stand in any, so that gzip finds more that
// it has seen before: the operands of what gives the same with its two exchanged, and statements that have
// nothing to do with one another.
import { readFileSync, writeFileSync } from "node:fs";
import { search } from "./search.mjs";
import { skipOperands } from "./wasm-code.mjs";
import { readSections, SECTIONS, WasmReader } from "./wasm-reader.mjs";

/** In some ten seconds; more find little. */
const TRIALS = 40_000;

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const DROP = 0x1a;

const isBetween = (opcode, first, last) => opcode >= first && opcode <= last;
/** Locals, globals and constants. */
const isValue = (opcode) => opcode === LOCAL_GET || opcode === 0x23 || isBetween(opcode, 0x41, 0x44);
const isLoad = (opcode) => isBetween(opcode, 0x28, 0x35);
const isStore = (opcode) => isBetween(opcode, 0x36, 0x3e);
const isOfOne = (opcode) =>
  [LOCAL_TEE, 0x45, 0x50].includes(opcode) ||
  isLoad(opcode) ||
  // Counts of bits, signs and roundings, conversions.
  [
    [0x67, 0x69],
    [0x79, 0x7b],
    [0x8b, 0x91],
    [0x99, 0x9f],
    [0xa7, 0xc4],
  ].some(([first, last]) => isBetween(opcode, first, last));
const isOfTwo = (opcode) =>
  // Comparisons, then arithmetic of integers and of floating point.
  [
    [0x46, 0x4f],
    [0x51, 0x66],
    [0x6a, 0x78],
    [0x7c, 0x8a],
    [0x92, 0x98],
    [0xa0, 0xa6],
  ].some(([first, last]) => isBetween(opcode, first, last));

/** What an instruction becomes when its operands change places: less is more then. */
const MIRRORED = new Map();
for (const same of [
  // Equal, not equal, add, multiply, and, or, xor: of 32 bits, of 64 bits, and of floating point.
  ...[0x46, 0x47, 0x6a, 0x6c, 0x71, 0x72, 0x73],
  ...[0x51, 0x52, 0x7c, 0x7e, 0x83, 0x84, 0x85],
  ...[0x61, 0x62, 0xa0, 0xa2],
]) {
  MIRRORED.set(same, same);
}
for (const [less, greater] of [
  // Less, and less or equal, signed and unsigned, each with its greater.
  ...[0x48, 0x49, 0x4c, 0x4d].map((less) => [less, less + 2]),
  ...[0x53, 0x54, 0x57, 0x58].map((less) => [less, less + 2]),
  ...[0x63, 0x65].map((less) => [less, less + 1]),
]) {
  MIRRORED.set(less, greater).set(greater, less);
}

/** The widest that is stored or loaded. */
const WIDTH = 8;

/** What consists of bytes and of more of its kind, and keeps the bytes that they make until they change. */
class Part {
  #inner;
  #bytes;
  #outer;

  get inner() {
    return this.#inner;
  }

  set inner(inner) {
    this.#inner = inner;
    for (const each of inner) if (each instanceof Part) each.#outer = this;
    this.#forget();
  }

  #forget() {
    this.#bytes = undefined;
    this.#outer?.#forget();
  }

  get bytes() {
    return (this.#bytes ??= Buffer.concat(this.inner.map((each) => each.bytes ?? each)));
  }
}

/** Instructions that take nothing from those before, and what they do when they run. */
class Code extends Part {
  /** Locals. */
  reads = [];
  writes = [];
  /** Places of memory: the local that says where, if it is just that, and how far from there. */
  loads = [];
  stores = [];
  /** The local, if that is all that it gives. */
  local;

  constructor(inner, operands) {
    super();
    this.inner = inner;
    for (const { reads, writes, loads, stores } of operands) {
      this.reads.push(...reads);
      this.writes.push(...writes);
      this.loads.push(...loads);
      this.stores.push(...stores);
    }
  }

  /** Whether both may stand in each other's place. */
  isApartFrom(other) {
    return !this.#decides(other) && !other.#decides(this);
  }

  #decides({ reads, writes, loads, stores }) {
    const mayBeSame = (one, another) =>
      one.local === undefined ||
      one.local !== another.local ||
      Math.abs(one.offset - another.offset) < WIDTH;
    return (
      this.writes.some((local) => [...reads, ...writes].includes(local)) ||
      this.stores.some((place) => [...loads, ...stores].some((another) => mayBeSame(place, another)))
    );
  }
}

/** Two operands and what is made of them. */
class Operation extends Part {
  constructor(first, second, opcode) {
    super();
    this.inner = [first, second, Buffer.of(opcode)];
  }

  change() {
    this.#exchange();
    return () => this.#exchange();
  }

  #exchange() {
    const [first, second, [opcode]] = this.inner;
    this.inner = [second, first, Buffer.of(MIRRORED.get(opcode))];
  }
}

/** Statements one after another. */
class Row extends Part {
  constructor(statements) {
    super();
    this.inner = statements;
  }

  /** Moves one as far as it may go to another's place; gives what takes that back. */
  change(random) {
    const before = this.inner;
    const after = [...before];
    const wanted = random(after.length);
    let place = random(after.length);
    const step = Math.sign(wanted - place);
    while (place !== wanted && after[place].isApartFrom(after[place + step])) {
      [after[place], after[place + step]] = [after[place + step], after[place]];
      place += step;
    }
    if (after.every((each, index) => each === before[index])) return undefined;
    this.inner = after;
    return () => (this.inner = before);
  }
}

const module = readFileSync(process.argv[2]);
/** All that may change. */
const changeable = [];

/** How many operands an instruction takes; of others than these no more is known than where they end. */
function operandsOf(opcode) {
  if (isValue(opcode)) return 0;
  if (isOfTwo(opcode) || isStore(opcode)) return 2;
  return isOfOne(opcode) || opcode === LOCAL_SET || opcode === DROP ? 1 : Infinity;
}

/** What a function consists of, from where the reader is to an end. */
function* partsOf(reader, end) {
  let statements = [];
  /** What the instructions since the last statement have given, and nothing has taken yet. */
  let operands = [];

  function row() {
    const row = new Row(statements);
    if (statements.some((each, index) => index > 0 && each.isApartFrom(statements[index - 1]))) {
      changeable.push(row);
    }
    statements = [];
    return row;
  }

  while (reader.position < end) {
    const from = reader.position;
    const opcode = reader.byte();
    skipOperands(reader, opcode);
    const bytes = module.subarray(from, reader.position);
    const isStatement = opcode === LOCAL_SET || opcode === DROP || isStore(opcode);
    const count = operandsOf(opcode);
    if (operands.length < count || (isStatement && operands.length > count)) {
      yield* [row(), ...operands, bytes];
      operands = [];
      continue;
    }
    const taken = operands.splice(operands.length - count);
    let inner = [...taken, bytes];
    if (MIRRORED.has(opcode) && taken[0].isApartFrom(taken[1])) {
      const operation = new Operation(...taken, opcode);
      changeable.push(operation);
      inner = [operation];
    }
    const code = new Code(inner, taken);
    const numbers = new WasmReader(module, from + 1);
    if (opcode === LOCAL_GET) code.reads.push((code.local = numbers.number()));
    if (opcode === LOCAL_SET || opcode === LOCAL_TEE) code.writes.push(numbers.number());
    if (isLoad(opcode) || isStore(opcode)) {
      // The first number says how the place is aligned.
      numbers.number();
      const place = { local: taken[0].local, offset: numbers.number() };
      (isLoad(opcode) ? code.loads : code.stores).push(place);
    }
    (isStatement ? statements : operands).push(code);
  }
  if (reader.position > end) throw new Error("a function does not end where it should");
  yield* [row(), ...operands];
}

/** What the module consists of. */
function* parts() {
  let told = 0;
  for (const { kind, start } of readSections(module)) {
    if (kind !== SECTIONS.code) continue;
    const code = new WasmReader(module, start);
    for (let left = code.number(); left > 0; left--) {
      const size = code.number();
      const end = code.position + size;
      code.list(() => code.skipNumbers(2));
      yield module.subarray(told, code.position);
      yield new Code([...partsOf(code, end)], []);
      told = end;
    }
  }
  yield module.subarray(told);
}

const whole = new Code([...parts()], []);
search(
  TRIALS,
  (random) => changeable[random(changeable.length)]?.change(random),
  () => whole.bytes,
);
if (!WebAssembly.validate(whole.bytes)) throw new Error("no module any more");
writeFileSync(process.argv[2], whole.bytes);
