// The monotonic clock.

let checkedAt;
export let now;

/**
 * Milliseconds, at most one behind `performance.now()`, which costs a browser several times what
 * `Date.now()` does: it is read only when that has moved. Where that moves to does not matter.
 */
export function readClock() {
  const wall = Date.now();
  if (wall !== checkedAt) {
    checkedAt = wall;
    now = performance.now();
  }
  return now;
}

/** Time has passed, even if the wall clock stands still, as tests make it do. */
export function moveClock() {
  checkedAt = undefined;
}
