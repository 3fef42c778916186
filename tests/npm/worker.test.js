import { assert, Scope } from "./support.js";

describe("a module worker", () => {
  for (const [name, query] of [["", ""], [" where no listener may capture, as in workerd", "?strict"]]) {
    it(`connects, survives a restart and closes${name}`, () => walkThrough(query));
  }
});

async function walkThrough(query) {
  const scope = new Scope();
  const worker = new Worker(new URL(`echo.worker.js${query}`, import.meta.url), { type: "module" });
  const next = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
    });
  try {
    const echoed = next();
    worker.postMessage(scope.url("echo"));
    assert.equal(await echoed, "hello");
    const again = next();
    await scope.control("drop");
    assert.equal(await again, "again");
    const ended = next();
    worker.postMessage("close");
    assert.equal(await ended, "closed");
  } finally {
    worker.terminate();
  }
}
