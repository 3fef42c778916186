// Usage: node file-shares.mjs FILE '{"name": [[start, end], …], …}'
// Prints what the groups of ranges of a file cost, as `shares.mjs` does.
import { readFileSync } from "node:fs";
import { shares } from "./shares.mjs";

const [file, groups] = process.argv.slice(2);
console.log(JSON.stringify(shares(readFileSync(file), JSON.parse(groups))));
