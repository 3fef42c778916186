// Runs every test file with mocha and leaves the result where WebDriver finds it.
window.__tests = { done: false, tests: 0, passes: 0, failures: [] };

mocha.setup({ ui: "bdd", timeout: 20_000, slow: 2_000 });

const FILES = ["arguments", "messages", "close", "reconnect", "faults", "policies", "residue", "broken-upload", "sockets", "timers", "zeros", "events", "handlers", "iteration", "stats", "streams", "dispose", "compat", "worker", "thirty-seconds", "recipes", "lifetime"];

/** Over TLS what TLS or the page's scheme may change. */
const FILES_OVER_TLS = ["mixed-content", "arguments", "messages", "close", "reconnect", "residue", "events", "streams", "worker"];

/** Behind nginx what a proxy may change. */
const FILES_BEHIND_NGINX = ["proxy", "messages", "close", "reconnect", "broken-upload"];

const isSecure = location.protocol === "https:";
const isBehindNginx = new URLSearchParams(location.search).get("behind") === "nginx";
const files = isBehindNginx ? FILES_BEHIND_NGINX : isSecure ? FILES_OVER_TLS : FILES;

try {
  for (const file of files) await import(`./${file}.test.js`);
  const runner = mocha.run(() => {
    window.__tests.done = true;
  });
  runner.on("pass", () => {
    window.__tests.passes++;
  });
  runner.on("test end", () => {
    window.__tests.tests++;
  });
  runner.on("fail", (test, error) => {
    window.__tests.failures.push({ title: test.fullTitle(), message: `${error.message}\n${error.stack}` });
  });
} catch (error) {
  window.__tests.failures.push({ title: "loading", message: `${error.message}\n${error.stack}` });
  window.__tests.done = true;
}
