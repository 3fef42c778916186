// The monotonic clock.

let checkedAt;
let now;
let isHeld = false;

/**
 * Milliseconds, at most one behind `performance.now()`, which costs a browser several times what
 * `Date.now()` does: it is read only when that has moved. Where that moves to does not matter.
 */
export function readClock() {
  const wall = isHeld ? checkedAt : Date.now();
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

/** Lets it stand still for as long as `isStill`. */
export function holdClock(isStill) {
  isHeld = isStill;
}
