// What parts of a file cost.
import { gzipSize as gzip } from "./gzip.mjs";

/**
 * `{ name: [bytes, marginal] }` for each group of ranges: their bytes, and by how many bytes
 * `gzip -9` of the content, a text or a buffer, is smaller without them.
 */
export function shares(content, groups) {
  const whole = gzip(content);
  const share = (ranges) => {
    const kept = [];
    let bytes = 0;
    let position = 0;
    for (const [start, end] of ranges) {
      kept.push(Buffer.from(content.slice(position, start)));
      bytes += Buffer.from(content.slice(start, end)).length;
      position = end;
    }
    kept.push(Buffer.from(content.slice(position)));
    return [bytes, whole - gzip(Buffer.concat(kept))];
  };
  return Object.fromEntries(Object.entries(groups).map(([name, ranges]) => [name, share(ranges)]));
}
