// Usage: node sizes.mjs FILE…
// Prints [[raw, gzip, brotli], …] in bytes.
import { readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { gzipSize } from "./gzip.mjs";

const sizes = process.argv.slice(2).map((file) => {
  const bytes = readFileSync(file);
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  return [bytes.length, gzipSize(bytes), brotli.length];
});
console.log(JSON.stringify(sizes));
