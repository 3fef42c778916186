// Usage: node instrument.mjs '{"face": …, "wasm": …, "work": …, "dist": …}'
// Bundles the package with every small change to its JavaScript inside, each of which a page switches on
// by `?mutant=ID`, and prints the changes as JSON.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { createInjector } from "typed-inject";
import { bundle } from "../../xtask/npm/entry.mjs";

const { face, wasm, work, dist } = JSON.parse(process.argv[2]);

/** Most of the texts are those of errors, whose wording is no behaviour. */
const EXCLUDED = ["StringLiteral"];

/** Each with its name in the package. */
const ENTRIES = { "index.js": "sockline.js", "compat.js": "compat.js" };

/** How often a change is come past before it is taken for a loop that it keeps from ending. */
const HIT_LIMIT = 10_000_000;

/** A changed package has tests wait for what never comes: less patience than mocha is given else, in milliseconds. */
const TIMEOUT = 5_000;

// Notes by the outermost description of the test that runs which changes it comes past.
const PREAMBLE = `globalThis.__stryker__ ??= {
  activeMutant: new URLSearchParams(globalThis.location?.search).get("mutant") ?? undefined,
  hitCount: 0,
  hitLimit: ${HIT_LIMIT},
};
if (globalThis.mocha && !globalThis.__stryker__.isHooked) {
  globalThis.__stryker__.isHooked = true;
  if (globalThis.__stryker__.activeMutant) mocha.suite.timeout(${TIMEOUT});
  mocha.suite.beforeEach(function () {
    globalThis.__stryker__.currentTestId = this.currentTest.titlePath()[0];
  });
}
`;

const silent = () => false;
const logger = new Proxy({}, { get: () => silent });

const files = readdirSync(face)
  .filter((name) => name.endsWith(".js"))
  .map((name) => ({ name, content: readFileSync(join(face, name), "utf8"), mutate: true }));
const instrumenter = createInjector().provideValue("logger", logger).injectFunction(createInstrumenter);
const options = { ignorers: [], plugins: null, excludedMutations: EXCLUDED };
const instrumented = await instrumenter.instrument(files, options);

for (const folder of [work, dist]) mkdirSync(folder, { recursive: true });
for (const { name, content } of instrumented.files) writeFileSync(join(work, name), content);
for (const [entry, output] of Object.entries(ENTRIES)) {
  const { before, inlined, after } = await bundle({ entry: join(work, entry), wasm });
  writeFileSync(join(dist, output), PREAMBLE + before + inlined + after);
}

const mutants = instrumented.mutants.filter(({ status }) => status !== "Ignored");
console.log(
  JSON.stringify(
    mutants.map(({ id, fileName, location, mutatorName, replacement }) => ({
      id,
      file: fileName,
      line: location.start.line + 1,
      change: `${mutatorName}: ${replacement.replace(/\s+/g, " ").slice(0, 80)}`,
    })),
  ),
);
