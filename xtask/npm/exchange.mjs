// The search by which what may stand in any order gets one that gzip makes less of than of others.
import { deflateRawSync } from "node:zlib";

/** Node's zlib is not the program that the budget counts by, but asked much sooner; it agrees mostly. */
export const size = (bytes) => deflateRawSync(bytes, { level: 9, memLevel: 9 }).length;

/** Exchanges pairs wherever that makes the bytes smaller, again and again until no exchange does. */
export function exchangeAll(pairs, exchange, bytes) {
  let smallest = size(bytes());
  for (let before = Infinity; smallest < before; ) {
    before = smallest;
    for (const pair of pairs) {
      exchange(...pair);
      const now = size(bytes());
      if (now < smallest) smallest = now;
      else exchange(...pair);
    }
  }
}
