// Reads the code of a WebAssembly module.

/** Blocks, branches, calls, variables, memory's size, constants. */
const WITH_ONE_NUMBER = [2, 3, 4, 0x0c, 0x0d, 0x10, 0x20, 0x21, 0x22, 0x23, 0x24, 0x3f, 0x40, 0x41, 0x42];

/** Passes over what follows an instruction's first byte. */
export function skipOperands(reader, opcode) {
  if (opcode === 0x0e) return reader.skipNumbers(reader.number() + 1);
  if (opcode === 0x43) return reader.take(4);
  if (opcode === 0x44) return reader.take(8);
  if (opcode === 0xfc) return skipOperandsOfMore(reader, reader.number());
  if (opcode === 0x11 || (opcode >= 0x28 && opcode <= 0x3e)) return reader.skipNumbers(2);
  if (WITH_ONE_NUMBER.includes(opcode)) return reader.skipNumbers(1);
  const isPlain = [0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b].includes(opcode);
  if (!isPlain && !(opcode >= 0x45 && opcode <= 0xc4)) {
    throw new Error(`instruction 0x${opcode.toString(16)} is not known here`);
  }
}

/** The same for instructions of two bytes. */
function skipOperandsOfMore(reader, opcode) {
  if (opcode === 10) return reader.skipNumbers(2);
  if (opcode === 11) return reader.skipNumbers(1);
  if (opcode > 7) throw new Error(`instruction 0xfc ${opcode} is not known here`);
}
