// The libraries with the page's own WebSocket first, and then with Sockline in its place.
import Sockline from "sockline";
import { expect } from "./echo.js";
import { libraries } from "./libraries.js";

/** They come back by themselves, so that each of their sockets is one connection. */
class Plain extends Sockline {
  constructor(url, protocols) {
    super(url, protocols, { reconnect: false });
  }
}

/** The same with a queue, and so with pacing. */
class Queued extends Sockline {
  constructor(url, protocols) {
    super(url, protocols, { reconnect: false, queue: {} });
  }
}

const server = new URL(new URLSearchParams(location.search).get("libraries"));

async function verify() {
  for (const Socket of [WebSocket, Plain, Queued]) {
    for (const [path, use] of Object.entries(libraries)) {
      const ask = async (what) => (await fetch(new URL(`/${what}?path=${path}`, server))).json();
      const url = new URL(path, server);
      url.protocol = "ws:";
      try {
        await use(Socket, url.href, () => ask("drop"));
        while ((await ask("open")) > 0);
      } catch (error) {
        throw new Error(`${path} with ${Socket.name}: ${error?.stack ?? error}`);
      }
    }
  }
  return "works";
}

verify().then(
  (verdict) => (window.__verdict = verdict),
  (error) => (window.__verdict = error.message),
);
