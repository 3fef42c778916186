// Runs a suite's scenarios with every contestant, round by round, and leaves the figures where
// WebDriver finds them.
import { breath } from "./timing.js";

async function load(suite) {
  switch (suite) {
    case "alone":
      return import("./alone.js");
    case "connections":
      return import("./connections.js");
    case "latency":
      return import("./latency.js");
    case "queue":
      return import("./queue.js");
    case "slow-link":
      return import("./slow-link.js");
    case "start-up":
      return import("./start-up.js");
    case "traffic":
      return import("./traffic.js");
    case "upload":
      return import("./upload.js");
    default:
      throw new Error(`no suite ${suite}`);
  }
}

async function round({ contestants }, { run }, tell) {
  for (const [name, make] of contestants) {
    await breath();
    tell(name, await run(make, name));
  }
}

async function run() {
  const query = new URLSearchParams(location.search);
  const suite = await load(query.get("suite"));
  const rounds = Number(query.get("rounds"));
  const names = [...suite.contestants.keys()];
  const figures = suite.scenarios.map(({ measures }) =>
    measures.map(() => new Map(names.map((name) => [name, []]))),
  );
  // The first round is for the browser's compilers, and finds out how often to repeat. What lasts
  // long by itself needs none.
  for (let number = suite.isLong ? 1 : 0; number <= rounds; number++) {
    for (const [index, scenario] of suite.scenarios.entries()) {
      await round(suite, scenario, (name, values) => {
        if (number === 0) return;
        values.forEach((value, measure) => figures[index][measure].get(name).push(value));
      });
    }
  }
  const measures = suite.scenarios.flatMap(({ measures }, index) =>
    measures.map((measure, place) => ({ ...measure, figures: [...figures[index][place]] })),
  );
  return { agent: navigator.userAgent, isolated: crossOriginIsolated, measures };
}

window.__bench = await run().catch((error) => ({ error: `${error.stack ?? error}` }));
document.querySelector("#output").textContent = JSON.stringify(window.__bench, undefined, 2);
