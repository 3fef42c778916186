// Runs every test, several at a time, and tells the result after each.
import { CLAUSES } from "./clauses.js";
import { DIFFERENCES } from "./differences.js";
import { Scene } from "./scene.js";
import { SUBJECTS } from "./subjects.js";
import { tests } from "./support.js";

/** For what never comes. Nothing here takes a second. */
const PATIENCE = 10_000;

/** How many tests run at a time: most of them wait most of the time. */
const LANES = 4;

/**
 * A test passes with `Sockline` as it does with `WebSocket`, unless it is
 * listed as a difference: then it must fail.
 */
export async function run(subject, tell) {
  for (const clause of CLAUSES) await import(`./${clause}.test.js`);
  const expected = new Set(subject === "native" ? [] : DIFFERENCES);
  const result = { done: false, passes: 0, failures: [] };
  const fail = (title, message) => result.failures.push({ title, message });
  const waiting = tests.entries();
  const lane = async () => {
    for (const [title, body] of waiting) {
      const error = await faultOf(body, new Scene(SUBJECTS[subject]));
      const isExpected = expected.delete(title);
      if (!error === !isExpected) result.passes++;
      else if (error) fail(title, `${error.message}\n${error.stack}`);
      else fail(title, "this is listed as a difference, and is none");
      tell(result);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const title of expected) fail(title, "this is listed as a difference, and is no test");
  tell({ ...result, done: true });
}

/** What a test fails with, or what keeps its sockets from closing. */
async function faultOf(body, scene) {
  const fault = await faultWithin(PATIENCE, () => body(scene));
  const rest = await faultWithin(PATIENCE, scene.end);
  return fault ?? rest;
}

async function faultWithin(time, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("what it waits for never came")), time);
  });
  try {
    await Promise.race([work(), late]);
  } catch (error) {
    return error instanceof Error || error instanceof DOMException ? error : new Error(`threw ${error}`);
  } finally {
    clearTimeout(timer);
  }
}
