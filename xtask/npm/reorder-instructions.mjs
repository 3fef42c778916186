// Usage: node reorder-instructions.mjs WASM
// Puts those instructions of a module in another order that may stand in any, so that gzip finds more that
// it has seen before: the operands of what gives the same with its two exchanged, and assignments to
// variables and to memory that have nothing to do with one another.
import { readFileSync, writeFileSync } from "node:fs";
import { search } from "./search.mjs";
import { skipOperands } from "./wasm-code.mjs";
import { WasmReader } from "./wasm-reader.mjs";

const CODE = 10;

/** In some five seconds; more find little. */
const TRIALS = 30_000;

const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
/** What only gives a value: locals, globals, constants. */
const VALUES = [LOCAL_GET, 0x23, 0x41, 0x42, 0x43, 0x44];

/** How many bytes each instruction writes to memory. */
const WIDTHS = new Map([
  [0x36, 4],
  [0x37, 8],
  [0x38, 4],
  [0x39, 8],
  [0x3a, 1],
  [0x3b, 2],
  [0x3c, 1],
  [0x3d, 2],
  [0x3e, 4],
]);

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
  // Less and greater, signed and unsigned, then the same or equal.
  ...[0x48, 0x49, 0x4c, 0x4d].map((less) => [less, less + 2]),
  ...[0x53, 0x54, 0x57, 0x58].map((less) => [less, less + 2]),
  ...[0x63, 0x65].map((less) => [less, less + 1]),
]) {
  MIRRORED.set(less, greater).set(greater, less);
}

const bytes = readFileSync(process.argv[2]);

/** Where an instruction begins and ends, and which it is. */
class Instruction {
  constructor(reader) {
    this.from = reader.position;
    this.opcode = reader.byte();
    skipOperands(reader, this.opcode);
    this.to = reader.position;
  }

  get isValue() {
    return VALUES.includes(this.opcode);
  }

  /** The numbers behind the opcode, as far as they are asked for. */
  get numbers() {
    const reader = new WasmReader(bytes, this.from + 1);
    return {
      *[Symbol.iterator]() {
        for (;;) yield reader.number();
      },
    };
  }

  /** The locals that it reads. */
  get read() {
    const [local] = this.numbers;
    return this.opcode === LOCAL_GET ? [local] : [];
  }
}

/** The instructions of each function. */
function* functions() {
  for (const reader = new WasmReader(bytes, 8); !reader.isAtEnd; ) {
    const kind = reader.byte();
    const length = reader.number();
    const code = new WasmReader(bytes, reader.position);
    reader.take(length);
    if (kind !== CODE) continue;
    const count = code.number();
    for (let index = 0; index < count; index++) {
      const size = code.number();
      const end = code.position + size;
      code.list(() => code.skipNumbers(2));
      const instructions = [];
      while (code.position < end) instructions.push(new Instruction(code));
      if (code.position > end) throw new Error("a function does not end where it should");
      yield instructions;
    }
  }
}

/** Two values and what is made of them. */
class Operation {
  constructor([first, second, { from }]) {
    this.first = first.from;
    this.second = second.from;
    this.operator = from;
  }

  static isOne([first, second, last]) {
    return first?.isValue && second?.isValue && MIRRORED.has(last?.opcode);
  }

  change() {
    this.exchange();
    return () => this.exchange();
  }

  exchange() {
    const { first, second, operator } = this;
    const behind = Buffer.from(bytes.subarray(first, second));
    bytes.copyWithin(first, second, operator);
    this.second = operator - behind.length;
    behind.copy(bytes, this.second);
    bytes[operator] = MIRRORED.get(bytes[operator]);
  }
}

/** A value that a local gets, or one that goes to memory, at a place that a local says. */
class Assignment {
  constructor(instructions) {
    const last = instructions.at(-1);
    this.from = instructions[0].from;
    this.to = last.to;
    this.content = Buffer.from(bytes.subarray(this.from, this.to));
    this.read = instructions.flatMap((instruction) => (instruction === last ? [] : instruction.read));
    if (last.opcode === LOCAL_SET) {
      [this.local] = last.numbers;
    } else {
      // The first number says how the place is aligned.
      [, this.start] = last.numbers;
      this.end = this.start + WIDTHS.get(last.opcode);
    }
  }

  /** How many of the instructions are one, from the first. */
  static length([first, second, third]) {
    if (first?.isValue && second?.opcode === LOCAL_SET) return 2;
    return first?.opcode === LOCAL_GET && second?.isValue && WIDTHS.has(third?.opcode) ? 3 : 0;
  }

  get isOfMemory() {
    return this.local === undefined;
  }

  /** Whether the other does not come of this one, and stays when this one comes after it. */
  isApartFrom(other) {
    if (this.isOfMemory && other.isOfMemory) {
      // The place is in the first local that is read; others may say the same place.
      return this.read[0] === other.read[0] && (this.end <= other.start || other.end <= this.start);
    }
    return this.local !== other.local && !other.read.includes(this.local) && !this.read.includes(other.local);
  }
}

/** Assignments one after another. */
class Row {
  constructor(assignments) {
    this.assignments = assignments;
    this.from = assignments[0].from;
  }

  /** Moves one as far as it may go to another's place; gives what takes that back. */
  change(random) {
    const before = this.assignments;
    const after = [...before];
    const wanted = random(after.length);
    let place = random(after.length);
    const step = Math.sign(wanted - place);
    while (place !== wanted && after[place].isApartFrom(after[place + step])) {
      [after[place], after[place + step]] = [after[place + step], after[place]];
      place += step;
    }
    this.write(after);
    return () => this.write(before);
  }

  write(assignments) {
    this.assignments = assignments;
    Buffer.concat(assignments.map(({ content }) => content)).copy(bytes, this.from);
  }
}

/** All that may change. No instruction is in two of them. */
const all = [];
for (const instructions of functions()) {
  let assignments = [];
  for (let index = 0; index < instructions.length; ) {
    const next = instructions.slice(index, index + 3);
    const length = Assignment.length(next);
    if (length > 0) assignments.push(new Assignment(next.slice(0, length)));
    if (length === 0 || index + length === instructions.length) {
      if (assignments.length > 1) all.push(new Row(assignments));
      assignments = [];
    }
    if (Operation.isOne(next)) all.push(new Operation(next));
    index += length || 1;
  }
}

search(
  TRIALS,
  (random) => all[random(all.length)].change(random),
  () => bytes,
);
if (!WebAssembly.validate(bytes)) throw new Error("no module any more");
writeFileSync(process.argv[2], bytes);
