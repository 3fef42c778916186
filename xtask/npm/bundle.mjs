// Usage: node bundle.mjs '{"entry": …, "outfile": …, "wasm": …}'
// Bundles one entry of the package. `#wasm` is what the build generated.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { minify } from "terser";

const { entry, outfile, wasm } = JSON.parse(process.argv[2]);

// esbuild would print the wasm's string anew, with escapes for control characters that need none.
// It prints this in place of it, and the literal goes in afterwards.
const STAND_IN = "sockline wasm stand-in";

const [, key, literal] = /^export const key = (\d+);\nexport default (.*);\n$/s.exec(
  readFileSync(wasm, "utf8"),
);

const generated = {
  name: "generated",
  setup(build) {
    build.onResolve({ filter: /^#wasm$/ }, () => ({ path: wasm, namespace: "wasm" }));
    build.onLoad({ filter: /.*/, namespace: "wasm" }, () => ({
      contents: `export const key = ${key}; export default ${JSON.stringify(STAND_IN)}`,
    }));
  },
};

const result = await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [generated],
  // The WebAssembly lies beside the entries that import it; the package is there once.
  external: ["./sockline.wasm", "sockline"],
  write: false,
});

// esbuild's own minifier leaves more.
const { code } = await minify(result.outputFiles[0].text, {
  ecma: 2022,
  module: true,
  compress: { passes: 3 },
});
const parts = code.split(JSON.stringify(STAND_IN));
if (parts.length > 2) {
  throw new Error(`the wasm is in ${outfile} ${parts.length - 1} times`);
}
writeFileSync(outfile, parts.join(literal));
