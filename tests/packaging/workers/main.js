// Starts every kind of worker and waits for the verdict of each.
const module = { type: "module" };

const heard = (target) =>
  new Promise((resolve, reject) => {
    target.onmessage = ({ data }) => resolve(data);
    target.onerror = (event) => reject(new Error(`${event.message ?? event.type}`));
  });

async function service() {
  const registration = await navigator.serviceWorker.register("worker.js", module);
  const answer = heard(navigator.serviceWorker);
  (registration.installing ?? registration.waiting ?? registration.active).postMessage("verify");
  const verdict = await answer;
  await registration.unregister();
  return verdict;
}

const workers = {
  dedicated: () => heard(new Worker("worker.js", module)),
  shared: () => heard(new SharedWorker("worker.js", module).port),
  service,
};

async function verdict() {
  for (const [kind, start] of Object.entries(workers)) {
    const verdict = await start().catch(String);
    if (verdict !== "works") return `${kind} worker: ${verdict}`;
  }
  return "works";
}

verdict().then((verdict) => (window.__verdict = verdict));
