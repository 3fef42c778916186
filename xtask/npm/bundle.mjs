// Usage: node bundle.mjs '{"entry": …, "outfile": …, "wasm": …, "leftOut": […]}'
// Bundles one entry of the package.
import { writeFileSync } from "node:fs";
import { bundle } from "./entry.mjs";

const { outfile, ...job } = JSON.parse(process.argv[2]);

const { blanks, before, inlined, after } = await bundle(job);
writeFileSync(outfile, blanks + before + inlined + after);
