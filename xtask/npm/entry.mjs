// One entry of the package, bundled and minified. `#wasm` is what the build generated.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { minify } from "terser";
import { gzipSize } from "./gzip.mjs";
import { LETTERS } from "./names.mjs";
import { leaveOut } from "./leave-out.mjs";
import { rename } from "./rename-variables.mjs";
import { reorder } from "./reorder-code.mjs";

// Bundlers would print the wasm's text anew, with escapes for control characters that need none. They
// print this in place of it, and what the build has made goes in afterwards.
const STAND_IN = "sockline wasm stand-in";

// After each 4,096 symbols the program `gzip` looks whether they came to less than half of their
// text, not half of them repetitions, and begins new codes if so. The JavaScript before the wasm ends
// soon after the first look, and is at that half: where it is a few bytes above, it shares its codes
// with the wasm, and both cost more. Blanks cost next to nothing, so that it is below. How many that
// takes depends on all the text.
const BLANKS = Array.from({ length: 40 }, (_, step) => " ".repeat(20 * step));

/** Those blanks with which gzip makes least of a text. */
const blanksBefore = (text) =>
  BLANKS.map((blanks) => ({ blanks, size: gzipSize(blanks + text) })).reduce((least, other) =>
    other.size < least.size ? other : least,
  ).blanks;

/** What comes of a text hangs on these too. */
const SEARCHES = ["reorder-code.mjs", "rename-variables.mjs", "search.mjs"];

/**
 * Gives a text with its parts in another order and with other letters, and the places where these parts
 * stood. That is searched for once for each text, and kept in the folder.
 */
async function rearrange(code, folder) {
  const hash = createHash("sha256").update(code);
  for (const file of SEARCHES) hash.update(readFileSync(new URL(file, import.meta.url)));
  const file = join(folder, `${hash.digest("hex")}.json`);
  if (!existsSync(file)) {
    const places = await reorder(code);
    const text = await rename(places.map(({ from, to }) => code.slice(from, to)).join(""));
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify({ text, places }));
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

/** As terser writes down which name became which. */
const props = Object.fromEntries([...LETTERS].map(([name, letter]) => [`$${name}`, letter]));

/**
 * Gives blanks, the text before the inlined wasm, the wasm, and the text after it; and, if asked, a map. It
 * is of the text `mapped`, which without the blanks consists of these `places`, with `standIn` for the wasm.
 */
export async function bundle({ entry, wasm, leftOut = [] }, { withMap = false } = {}) {
  const [, inlined] = /^export default \(\) => (.*);\n$/s.exec(readFileSync(wasm, "utf8"));
  const generated = {
    name: "generated",
    setup(build) {
      build.onResolve({ filter: /^#wasm$/ }, () => ({ path: wasm, namespace: "wasm" }));
      build.onLoad({ filter: /.*/, namespace: "wasm" }, () => ({
        contents: `export default () => ${JSON.stringify(STAND_IN)}`,
      }));
    },
  };
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    plugins: [leaveOut(leftOut), generated],
    // The WebAssembly lies beside the entries that import it; the package is there once.
    external: ["./sockline.wasm", "sockline"],
    write: false,
    outfile: "entry.js",
    sourcemap: withMap && "external",
  });
  const file = (name) => result.outputFiles.find(({ path }) => path.endsWith(name))?.text;

  // esbuild's own minifier leaves more.
  const { code, map } = await minify(file(".js"), {
    ecma: 2022,
    module: true,
    // What gzip likes better as it stands in the source, and what repeats when it is inlined.
    compress: { passes: 3, conditionals: false, sequences: false, inline: 1 },
    // Without `builtins` those that the platform happens to know too would be left out.
    mangle: { properties: { builtins: true, regex: new RegExp(`^(${[...LETTERS.keys()].join("|")})$`) } },
    nameCache: { props: { props } },
    sourceMap: withMap && { content: file(".map") },
  });
  const isWhole = code.includes(JSON.stringify(STAND_IN));
  const asItIs = { text: code, places: [{ from: 0, to: code.length }] };
  const { text, places } = isWhole ? await rearrange(code, join(dirname(wasm), "arranged")) : asItIs;
  const parts = text.split(JSON.stringify(STAND_IN));
  if (parts.length > 2) throw new Error(`the wasm is in ${entry} ${parts.length - 1} times`);
  const hasWasm = parts.length === 2;
  const [before, after = ""] = parts;
  return {
    blanks: hasWasm ? blanksBefore(before + inlined + after) : "",
    before,
    inlined: hasWasm ? inlined : "",
    after,
    map,
    mapped: code,
    places,
    standIn: JSON.stringify(STAND_IN),
  };
}
