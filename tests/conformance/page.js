// Runs every test for the subject and in the place that the address names, and
// leaves the result where WebDriver finds it.
window.__tests = { done: false, passes: 0, failures: [] };

const query = new URLSearchParams(location.search);
const subject = query.get("subject");

function fail(title, message) {
  window.__tests.failures.push({ title, message });
  window.__tests.done = true;
}

try {
  if (query.get("place") === "worker") {
    const worker = new Worker(`worker.js?subject=${subject}`, { type: "module" });
    worker.onmessage = ({ data }) => {
      window.__tests = data;
    };
    worker.onerror = (event) => fail("the worker", event.message);
  } else {
    const { run } = await import("./run.js");
    await run(subject, (result) => {
      window.__tests = result;
    });
  }
} catch (error) {
  fail("loading", `${error.message}\n${error.stack}`);
}
