// Usage: node shorten-constants.mjs WASM
// Writes a module's floating-point constants in fewer bytes. What optimizes it would take that back, and
// so do the compilers of the engines: it costs no time.
//
// - A whole number of 32 bits is converted from one.
// - What the compiler stores as an integer of eight bytes with the same bits, because it takes that for
//   the cheaper constant, is a floating-point number again: LEB128 has more of them for it.
import { readFileSync, writeFileSync } from "node:fs";
import { skipOperands } from "./wasm-code.mjs";
import {
  readSections,
  SECTIONS,
  WasmReader,
  withSections,
  writeNumber,
  writeSigned,
} from "./wasm-reader.mjs";

const I32_CONST = 0x41;
const I64_CONST = 0x42;
const F64_CONST = 0x44;
const I64_STORE = 0x37;
const F64_STORE = 0x39;
const F64_CONVERT_I32_S = 0xb7;
/** That of an `f64.const`. */
const LENGTH = 9;

const [file] = process.argv.slice(2);
const bytes = readFileSync(file);

const concat = (parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const withLength = (content) => concat([writeNumber(content.length), content]);

/** The `f64.const` with the bits of an `i64.const`. */
function asFloat(constant) {
  const bits = constant.subarray(1).reduceRight((all, byte) => (all << 7n) | BigInt(byte & 0x7f), 0n);
  const float = Buffer.alloc(LENGTH);
  float[0] = F64_CONST;
  float.writeBigUInt64LE(BigInt.asUintN(64, bits), 1);
  return float;
}

function shortened(constant) {
  const value = constant.readDoubleLE(1);
  // Not -0, which is no integer.
  return Object.is(value | 0, value) ? [I32_CONST, ...writeSigned(value), F64_CONVERT_I32_S] : constant;
}

const isLong = (constant) => constant[0] === I64_CONST && constant.length > LENGTH;

function rewritten(instructions) {
  return instructions.map((instruction, index) => {
    const [opcode] = instruction;
    if (opcode === F64_CONST) return shortened(instruction);
    if (isLong(instruction) && instructions[index + 1][0] === I64_STORE) return asFloat(instruction);
    if (opcode === I64_STORE && isLong(instructions[index - 1])) return [F64_STORE, ...instruction.subarray(1)];
    return instruction;
  });
}

function functionOf(reader) {
  const length = reader.number();
  const start = reader.position;
  reader.list(() => reader.skipNumbers(2));
  const locals = reader.bytes.subarray(start, reader.position);
  const instructions = [];
  while (reader.position < start + length) {
    const place = reader.position;
    skipOperands(reader, reader.byte());
    instructions.push(reader.bytes.subarray(place, reader.position));
  }
  return withLength(concat([locals, ...rewritten(instructions)]));
}

function withShortened(content) {
  const code = new WasmReader(content);
  const functions = code.list(() => functionOf(code));
  return concat([writeNumber(functions.length), ...functions]);
}

const sections = readSections(bytes).map(({ kind, content }) => ({
  kind,
  content: kind === SECTIONS.code ? withShortened(content) : content,
}));
const result = withSections(bytes, sections);
if (!WebAssembly.validate(result)) throw new Error("no module any more");
writeFileSync(file, result);
