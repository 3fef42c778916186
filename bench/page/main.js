// Runs a suite's scenarios with every contestant, round by round, and reports the figures.
import { tellFigures, tellProgress } from "./report.js";
import { breath } from "./timing.js";

async function load(suite) {
  switch (suite) {
    case "alone":
      return import("./alone.js");
    case "border":
      return import("./border.js");
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

/** In an order of chance: each pays for what was before it, which is not always to be the same. */
function shuffled(contestants) {
  const all = [...contestants];
  for (let left = all.length; left > 1; left--) {
    const place = Math.floor(Math.random() * left);
    [all[left - 1], all[place]] = [all[place], all[left - 1]];
  }
  return all;
}

async function round({ contestants }, { measures, run }, number, tell) {
  for (const [name, make] of shuffled(contestants)) {
    await tellProgress(`round ${number}, ${measures[0].title}, ${name}`);
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
  // The first round is for the browser's compilers. What lasts long by itself needs none.
  for (let number = suite.isLong ? 1 : 0; number <= rounds; number++) {
    for (const [index, scenario] of suite.scenarios.entries()) {
      await round(suite, scenario, number, (name, values) => {
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

const figures = await run();
document.querySelector("#output").textContent = JSON.stringify(figures, undefined, 2);
await tellFigures(figures);
