// Usage: node module-shares.mjs '{"entry": …, "wasm": …}'
// Prints what each module costs in an entry of the package, as `shares.mjs` does.
import { SourceMap } from "node:module";
import { basename } from "node:path";
import { bundle } from "./entry.mjs";
import { shares } from "./shares.mjs";

const { blanks, before, inlined, after, map, standIn } = await bundle(JSON.parse(process.argv[2]), {
  withMap: true,
});
const text = blanks + before + inlined + after;
const sources = new SourceMap(JSON.parse(map));
const groups = {};

/** Notes whose each character is. `shift` leads from the mapped text to the one with the wasm. */
function note(mapped, from, to, shift) {
  for (let position = from; position < to; position++) {
    const line = mapped.slice(0, position).split("\n").length - 1;
    const column = position - (mapped.lastIndexOf("\n", position - 1) + 1);
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

const mapped = before + standIn + after;
note(mapped, 0, before.length, blanks.length);
note(
  mapped,
  before.length + standIn.length,
  mapped.length,
  blanks.length + inlined.length - standIn.length,
);
const start = blanks.length + before.length;
groups["(the WebAssembly)"] = [[start, start + inlined.length]];
groups["(blanks)"] = [[0, blanks.length]];

console.log(JSON.stringify(shares(text, groups)));
