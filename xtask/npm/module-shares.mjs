// Usage: node module-shares.mjs '{"entry": …, "wasm": …}'
// Prints what each module costs in an entry of the package, as `shares.mjs` does.
import { SourceMap } from "node:module";
import { basename } from "node:path";
import { bundle } from "./entry.mjs";
import { shares } from "./shares.mjs";

const { blanks, before, inlined, after, map, mapped, places, standIn } = await bundle(
  JSON.parse(process.argv[2]),
  { withMap: true },
);
const text = blanks + before + inlined + after;
const sources = new SourceMap(JSON.parse(map));
const groups = {};

/** Where each character of the text around the wasm is in the mapped one. */
const origins = places.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, index) => from + index));

/** Notes whose each of these characters is. `shift` leads to the text with blanks and wasm. */
function note(from, to, shift) {
  for (let position = from; position < to; position++) {
    const origin = origins[position];
    const line = mapped.slice(0, origin).split("\n").length - 1;
    const column = origin - (mapped.lastIndexOf("\n", origin - 1) + 1);
    const { originalSource } = sources.findEntry(line, column);
    add(originalSource ? basename(originalSource) : "(between the modules)", position + shift);
  }
}

function add(name, position) {
  const ranges = (groups[name] ??= []);
  const last = ranges.at(-1);
  if (last?.[1] === position) last[1]++;
  else ranges.push([position, position + 1]);
}

note(0, before.length, blanks.length);
note(before.length + standIn.length, origins.length, blanks.length + inlined.length - standIn.length);
const start = blanks.length + before.length;
groups["(the WebAssembly)"] = [[start, start + inlined.length]];
groups["(blanks)"] = [[0, blanks.length]];

console.log(JSON.stringify(shares(text, groups)));
