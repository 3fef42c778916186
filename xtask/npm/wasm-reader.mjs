// Reads and writes what a WebAssembly module is made of.

/** What a section holds, as the standard numbers that. */
export const SECTIONS = { custom: 0, types: 1, imports: 2, functions: 3, exports: 7, elements: 9, code: 10 };

/** The length of what stands before the sections. */
const HEADER = 8;

/** A number as `number()` reads it. */
export const writeNumber = (number) =>
  number < 0x80 ? [number] : [(number & 0x7f) | 0x80, ...writeNumber(number >> 7)];

/** A signed one, of at most 32 bits. */
export const writeSigned = (number) =>
  number >= -0x40 && number < 0x40
    ? [number & 0x7f]
    : [(number & 0x7f) | 0x80, ...writeSigned(number >> 7)];

export class WasmReader {
  constructor(bytes, position = 0) {
    this.bytes = bytes;
    this.position = position;
  }

  get isAtEnd() {
    return this.position === this.bytes.length;
  }

  byte() {
    if (this.isAtEnd) throw new Error("the module ends too soon");
    return this.bytes[this.position++];
  }

  /** An unsigned number of at most 32 bits, in LEB128. */
  number() {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      number |= (byte & 0x7f) << shift;
      if (byte < 0x80) return number >>> 0;
    }
  }

  /** Passes over numbers in LEB128, of any size. */
  skipNumbers(count) {
    for (let left = count; left > 0; ) {
      if (this.byte() < 0x80) left--;
    }
  }

  take(length) {
    this.position += length;
    return this.bytes.subarray(this.position - length, this.position);
  }

  list(read) {
    return Array.from({ length: this.number() }, () => read());
  }
}

/** A module's sections in their order: what each holds, where in the module that begins, and the bytes. */
export function readSections(module) {
  const sections = [];
  for (const reader = new WasmReader(module, HEADER); !reader.isAtEnd; ) {
    const kind = reader.byte();
    const length = reader.number();
    sections.push({ kind, start: reader.position, content: reader.take(length) });
  }
  return sections;
}

/** The module with these sections in place of its own. */
export const withSections = (module, sections) =>
  Buffer.concat([
    module.subarray(0, HEADER),
    ...sections.flatMap(({ kind, content }) => [Buffer.from([kind, ...writeNumber(content.length)]), content]),
  ]);
