// How many bytes the program `gzip -9` makes of something: the budget's measure. Node's own zlib is
// another implementation, and gives another figure.
import { execFileSync } from "node:child_process";

/** Of a text or a buffer. */
export const gzipSize = (content) => execFileSync("gzip", ["-9", "-c"], { input: content }).length;
