// The search by which what may be one way or another gets the way that gzip makes less of than of others.
import { deflateRawSync } from "node:zlib";

/** Node's zlib is not the program that the budget counts by, but asked much sooner; it agrees mostly. */
const size = (bytes) => deflateRawSync(bytes, { level: 9, memLevel: 9 }).length;

/** Whole numbers below a limit, the same each time: a build is the same as another. */
function randomNumbers() {
  let state = 0;
  // "Mulberry32".
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/**
 * Makes changes, so many that it tries each of few often, and takes those back that make the bytes larger.
 * `change` makes one, by random numbers, and gives what takes it back; or nothing, if it has made none.
 */
export function search(trials, change, bytes) {
  const random = randomNumbers();
  let smallest = size(bytes());
  for (let trial = 0; trial < trials; trial++) {
    const takeBack = change(random);
    if (!takeBack) continue;
    const now = size(bytes());
    // One that changes no size may make way for one that does.
    if (now <= smallest) smallest = now;
    else takeBack();
  }
}

/** gzip knows no repetition of less than three. */
const LONGEST = 6;

/**
 * The byte that stands somewhere beside the same as at this place: with it gzip finds a longer repetition.
 */
export function besideTheSame(bytes, place, random) {
  const length = 1 + random(LONGEST);
  const isBehind = random(2) === 1;
  const start = isBehind ? Math.max(place - length, 0) : place + 1;
  const same = bytes.subarray(start, isBehind ? place : start + length);
  const found = bytes.indexOf(same, random(bytes.length));
  return bytes[isBehind ? found + same.length : found - 1];
}
