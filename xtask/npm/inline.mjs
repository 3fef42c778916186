// Usage: node inline.mjs '{"entry": …, "wasm": …, "outfile": …, "isSmall": …}'
// Writes a module whose default export gives the bytes of the WebAssembly, which it holds as text,
// because base64 hides their repetitions from gzip. With `isSmall` the text is ASCII if it can be, so
// that a script that is no module is not misread on a page of another encoding than UTF-8. What is
// tried is judged by what gzip makes of the entry around it, which has one set of codes for both:
//
// - Each byte is combined by exclusive or with a key that makes frequent bytes frequent characters.
// - What is above ASCII then is two characters: a mark, which no byte is, and the byte with another key.
// - The characters that are left over stand for what is frequent: to gzip two characters are no
//   repetition, and what is longer costs it more. That other key leaves as many over as possible.
import { readFileSync, writeFileSync } from "node:fs";
import { bundle } from "./entry.mjs";
import { gzipSize } from "./gzip.mjs";

const { entry, wasm, outfile, isSmall } = JSON.parse(process.argv[2]);
const wasmBytes = readFileSync(wasm);
const bytes = [...wasmBytes];
const write = (expression) => writeFileSync(outfile, `export default () => ${expression};\n`);

/** Of all that is frequent so many are tried. */
const CANDIDATES = 20;
/** The longest of them. */
const LONGEST = 5;
/** What is smallest without short forms is not always so with them: so many keys and marks are tried. */
const FINALISTS = 6;
/** And with each so many other keys. */
const OTHER_KEYS = 4;

/** A text as JavaScript writes it, with no more escapes than the language demands. */
function literal(text) {
  const [single, double] = ["'", '"'].map((quote) => text.split(quote).length);
  const quote = double < single ? '"' : "'";
  const body = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    // `\0` before a digit would be another, forbidden escape.
    .replaceAll(/\0(?=\d)/g, "\\x00")
    .replaceAll("\0", "\\0")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return quote + body + quote;
}

/** What makes bytes of a text. `Uint8Array.from` would ask an iterator for each. */
const bytesOf = (byte) => `(t=>new Uint8Array(t.length).map((e,n)=>${byte}))`;

/** Every byte as one character, whatever it is. */
const plain = () => `${bytesOf("t.charCodeAt(n)")}(${literal(wasmBytes.toString("latin1"))})`;

/** The text with a key, a mark, and what the marked are combined with besides. */
class Coded {
  /** What is replaced, and by what, in the order in which it has to be undone. */
  shortForms = [];

  constructor(key, mark, above = 128) {
    this.key = key;
    this.mark = mark;
    this.above = above;
    this.text = bytes
      .map((byte) => byte ^ key)
      .map((code) => (code < 128 ? String.fromCharCode(code) : mark + String.fromCharCode(code ^ above)))
      .join("");
  }

  /** This one with a character for what is frequent. */
  shorter(character, sequence) {
    const shorter = Object.create(this);
    shorter.text = this.text.replaceAll(sequence, character);
    shorter.shortForms = [[character, sequence], ...this.shortForms];
    return shorter;
  }

  get expression() {
    const long = this.shortForms.map((form) => `.replace(/${form[0]}/g,${literal(form[1])})`).join("");
    const single = `.replace(/${this.mark}./gs,t=>String.fromCharCode(${this.above}^t.charCodeAt(1)))`;
    return `${bytesOf(`${this.key}^t.charCodeAt(n)`)}(${literal(this.text)}${long}${single})`;
  }

  /** Sequences that a character may stand for, those first that would save most characters. */
  frequent() {
    const counts = new Map();
    for (let length = 2; length <= LONGEST; length++) {
      for (let start = 0; start + length <= this.text.length; start++) {
        const sequence = this.text.slice(start, start + length);
        counts.set(sequence, (counts.get(sequence) ?? 0) + 1);
      }
    }
    const saved = ([sequence, count]) => count * (sequence.length - 1);
    return [...counts]
      // In a replacement `$` would mean something.
      .filter(([sequence]) => !sequence.includes("$"))
      .sort((one, other) => saved(other) - saved(one))
      .slice(0, CANDIDATES)
      .map(([sequence]) => sequence);
  }
}

const smallest = (all) =>
  all.map((coded) => ({ coded, size: size(coded) })).sort((one, other) => one.size - other.size);

const CHARACTERS = Array.from({ length: 127 }, (_, code) => String.fromCharCode(code)).filter(
  // Not those that need an escape, in a regular expression too, or mean something in a replacement.
  (character) => !/[\0\n\r\\/[\](){}^$.|?*+'"]/.test(character),
);

/** Printable characters that no byte is with this key. */
function marks(key) {
  const used = new Set(bytes.map((byte) => byte ^ key));
  return CHARACTERS.filter((character) => character > " " && !used.has(character.charCodeAt()));
}

/** Characters that are not in the text, nor become part of it. */
const leftOver = ({ text, mark, shortForms }) =>
  CHARACTERS.filter((character) => !`${text}${mark}${shortForms}`.includes(character));

/** The same with those other keys that leave most characters over. */
const withOtherKeys = ({ coded: { key, mark } }) =>
  Array.from({ length: 128 }, (_, above) => new Coded(key, mark, 128 + above))
    .sort((one, other) => leftOver(other).length - leftOver(one).length)
    .slice(0, OTHER_KEYS);

/** With short forms as long as they make it smaller. */
function shorten({ coded, size: before }) {
  const sequences = coded.frequent();
  const [best] = smallest(
    leftOver(coded).flatMap((character) => sequences.map((sequence) => coded.shorter(character, sequence))),
  );
  return best && best.size < before ? shorten(best) : { coded, size: before };
}

write(plain());
const { blanks, before, after } = await bundle({ entry, wasm: outfile });

function size(coded) {
  return gzipSize(blanks + before + coded.expression + after);
}

if (isSmall) {
  const keys = Array.from({ length: 128 }, (_, key) => key);
  const all = keys.flatMap((key) => marks(key).map((mark) => new Coded(key, mark)));
  const finalists = smallest(all).slice(0, FINALISTS).flatMap(withOtherKeys);
  const [best] = smallest(finalists).map(shorten).sort((one, other) => one.size - other.size);
  // Where every byte is used there is no mark.
  if (best) write(best.coded.expression);
}
