// Runs a suite's scenarios with every contestant, round by round, and leaves the figures where
// WebDriver finds them.
import * as alone from "./alone.js";
import { calibrate, milliseconds } from "./timing.js";

const SUITES = { alone };

/** Between two measurements the page takes a breath, so that none pays for the other's garbage. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 10));

/** Microseconds for one message. */
async function perMessage(suite, scenario, make, counts) {
  const opened = await suite.open(make);
  await breath();
  const run = (count) => scenario.run(opened, count);
  const count = counts.get(make) ?? (await calibrate(run));
  counts.set(make, count);
  const cost = ((await milliseconds(() => run(count))) * 1_000) / count;
  suite.close(opened);
  return cost;
}

async function run() {
  const query = new URLSearchParams(location.search);
  const suite = SUITES[query.get("suite")];
  const rounds = Number(query.get("rounds"));
  const measures = suite.scenarios.map((scenario) => ({
    scenario,
    counts: new Map(),
    figures: new Map([...suite.contestants.keys()].map((name) => [name, []])),
  }));
  // The first round is for the browser's compilers, and finds out how often to repeat.
  for (let round = 0; round <= rounds; round++) {
    for (const { scenario, counts, figures } of measures) {
      for (const [name, make] of suite.contestants) {
        const cost = await perMessage(suite, scenario, make, counts);
        if (round > 0) figures.get(name).push(cost);
      }
    }
  }
  return {
    agent: navigator.userAgent,
    isolated: crossOriginIsolated,
    measures: measures.map(({ scenario: { title, unit, limit }, figures }) => ({
      title,
      unit,
      limit,
      figures: [...figures],
    })),
  };
}

window.__bench = await run().catch((error) => ({ error: `${error.stack ?? error}` }));
document.querySelector("#output").textContent = JSON.stringify(window.__bench, undefined, 2);
