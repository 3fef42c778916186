// Usage: node bundle-page.mjs '{"entry": …, "outfile": …, "minify": …}'
// Bundles a page's modules and what they take from npm; what the server serves stays an import.
import { build } from "esbuild";

const { entry, outfile, minify = false } = JSON.parse(process.argv[2]);

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  minify,
  format: "esm",
  target: "es2022",
  external: ["/dist/*"],
  logLevel: "warning",
});
