// Two copies of the package on one page, as micro-frontends and hot reloading
// make them: each lives and dies alone.
import { expect, verify } from "./echo.js";

const load = async (copy) => (await import(`./node_modules/sockline/dist/sockline.js?copy=${copy}`)).default;

async function both() {
  const [First, Second] = [await load(1), await load(2)];
  expect(First === Second, false);

  const verdicts = await Promise.all([First, Second].map((copy) => verify(copy, location.origin)));
  expect(verdicts.join(), "works,works");

  const scope = Math.random().toString(36).slice(2);
  const [first, second] = [First, Second].map((copy) => new copy(`/echo?scope=${scope}`));
  const next = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
  const open = async () => (await (await fetch(`/control/stats?scope=${scope}`)).json()).open;
  await Promise.all([next(first, "open"), next(second, "open")]);
  expect(await open(), 2);

  // The first is replaced by the second.
  const ended = next(first, "end");
  first.close();
  await ended;
  expect(await open(), 1);
  second.send("still here");
  expect((await next(second, "message")).data, "still here");

  const alsoEnded = next(second, "end");
  second.close();
  await alsoEnded;
  expect(await open(), 0);
  return "works";
}

both()
  .catch((error) => `${error.stack}`)
  .then((verdict) => (window.__verdict = verdict));
