// Repeating until a clock of 5 µs can tell.

/** Milliseconds that a measurement should last. */
const LONG_ENOUGH = 25;
const MOST = 20_000;

/** Between two measurements the page takes a breath, so that none pays for the other's garbage. */
export const breath = () => pause(10);

export const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** How often to repeat `run`. Meanwhile the browser's compilers warm up. */
export async function calibrate(run) {
  let count = 4;
  for (;;) {
    const time = await milliseconds(() => run(count));
    if (time > LONG_ENOUGH / 2 || count === MOST) {
      return Math.max(4, Math.min(MOST, Math.round((count * LONG_ENOUGH) / time)));
    }
    count = Math.min(MOST, count * 4);
  }
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
