// What every test file needs: the server's paths and commands, and events as
// promises.
import Sockline from "/dist/sockline.js";

export { Sockline };
export { assert } from "/node_modules/chai/index.js";

let count = 0;
const run = Math.random().toString(36).slice(2);

/** The WebSocket scheme that is as secure as the page. */
export const SCHEME = location.protocol.replace("http", "ws");

/** The server's own page of counters, logs and connections for one test. */
export class Scope {
  name = `${run}-${++count}`;

  /** A WebSocket URL of this scope. */
  url(path, parameters = {}) {
    const query = new URLSearchParams({ ...parameters, scope: this.name });
    return `${SCHEME}//${location.host}/${path}?${query}`;
  }

  /** Gives the server a command and waits for its answer. */
  async control(command, parameters = {}) {
    const query = new URLSearchParams({ ...parameters, scope: this.name });
    const response = await fetch(`/control/${command}?${query}`);
    if (!response.ok) throw new Error(`${command}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** A subclass with a `reconnect()` of its own, which counts its calls in a private field. */
export const counting = (Class) =>
  class extends Class {
    #count = 0;
    reconnect() {
      this.#count++;
      super.reconnect();
    }
    get count() {
      return this.#count;
    }
  };

/** The next event of a type. */
export const once = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

/** The next `count` events of a type. */
export const several = (target, type, count) =>
  new Promise((resolve) => {
    const events = [];
    target.addEventListener(type, function collect(event) {
      events.push(event);
      if (events.length === count) {
        target.removeEventListener(type, collect);
        resolve(events);
      }
    });
  });

/** Does `work`, which is given what is reported as uncaught meanwhile. Mocha would take it for a failure of its own. */
export async function withReports(work) {
  const [onerror, reports] = [window.onerror, []];
  window.onerror = (message) => !!reports.push(message);
  try {
    await work(reports);
  } finally {
    window.onerror = onerror;
  }
}

/** Resolves after so many milliseconds. */
export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** What `call` throws. */
export function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

const open = [];

/** A Sockline that is closed after the test. */
export function connect(...parameters) {
  const socket = new Sockline(...parameters);
  open.push(socket);
  return socket;
}

afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** Short delays, so that a test of retrying is a test of order and not of patience. */
export const SOON = { base: 50, floor: 10, cap: 200 };
