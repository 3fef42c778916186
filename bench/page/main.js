// Runs every scenario with every contestant, round by round, and leaves the
// figures where WebDriver finds them.
import { CONTESTANTS, open } from "./contestants.js";
import { SCENARIOS, Socket } from "./library-alone.js";

/** Between two measurements the page takes a breath, so that none pays for the other's garbage. */
const breath = () => new Promise((resolve) => setTimeout(resolve, 20));

async function round(figures) {
  for (const [scenario, measure] of Object.entries(SCENARIOS)) {
    for (const [name, make] of Object.entries(CONTESTANTS)) {
      const socket = await open(make, Socket);
      const stub = Socket.newest;
      await breath();
      ((figures[scenario] ??= {})[name] ??= []).push(await measure(socket, stub));
      socket.close();
    }
  }
}

async function run() {
  const rounds = Number(new URLSearchParams(location.search).get("rounds") ?? 9);
  const figures = {};
  // The first round is for the engine's compilers.
  await round({});
  for (let count = 0; count < rounds; count++) await round(figures);
  return { figures, isolated: crossOriginIsolated, agent: navigator.userAgent };
}

window.__bench = await run().catch((error) => ({ error: `${error.stack}` }));
document.querySelector("#output").textContent = JSON.stringify(window.__bench, undefined, 2);
