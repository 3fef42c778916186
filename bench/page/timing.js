// Repeating until a clock of 5 µs can tell.

/** Milliseconds that a measurement should last. */
const LONG_ENOUGH = 25;
/** Milliseconds after which the browser's compilers have done what they will. */
const WARM_UP = 100;
/** Of several measurements the middle one counts. */
const SEVERAL = 5;
/** The same of what lasts long. */
const FEW = 3;
const FEWEST = 4;
const MOST = 200_000;

/** Between two measurements the page takes a breath, so that none pays for the other's garbage. */
export const breath = () => pause(10);

export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/**
 * Milliseconds for one of many, once it is warm. What others did since the last round has the
 * compilers start over with what they share, so each round warms up for itself.
 */
export async function warmMilliseconds(run) {
  const count = await warmUp(run);
  const times = [];
  while (times.length < SEVERAL) times.push(await milliseconds(() => run(count)));
  return quantile(times, 0.5) / count;
}

/** Returns how often to repeat `run`. */
async function warmUp(run) {
  const start = performance.now();
  let count = FEWEST;
  while (performance.now() - start < WARM_UP) {
    const time = await milliseconds(() => run(count));
    const factor = Math.min(4, LONG_ENOUGH / time);
    count = Math.max(FEWEST, Math.min(MOST, Math.round(count * factor)));
  }
  return count;
}

/** The least of what `run` gives when it is called several times: what disturbs only adds to it. */
export async function least(run, times = FEW) {
  const values = [];
  while (values.length < times) values.push(await run());
  return Math.min(...values);
}

/** How long it takes. */
export async function milliseconds(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The value below which this share of all lies. */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
