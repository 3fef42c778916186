// What the clauses share.
export { assert } from "/node_modules/chai/index.js";

/** Every test by its title, in order. */
export const tests = new Map();

/** A function that adds tests to a clause. Each test is a function of a `Scene`. */
export const clause = (name) => (title, body) => {
  const full = `${name}: ${title}`;
  if (tests.has(full)) throw new Error(`two tests are called '${full}'`);
  tests.set(full, body);
};

/** Whether this is a window and not a worker. */
export const isWindow = typeof document === "object";

/** Whether the engine is seen CLOSING when the server begins to close. WebKit is OPEN until TCP ends. */
export const showsClosing = !/AppleWebKit(?!.*Chrome)/.test(navigator.userAgent);

/** The next event of a type. */
export const once = (target, type) =>
  new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));

/** The types of all events of a socket, as they come. */
export function typesOf(socket) {
  const types = [];
  for (const type of ["open", "message", "error", "close"]) {
    socket.addEventListener(type, () => types.push(type));
  }
  return types;
}

/** The data of the next message after `data` was sent. */
export async function echo(socket, data) {
  const answer = once(socket, "message");
  socket.send(data);
  return (await answer).data;
}

/** What `call` throws. */
export function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** Waits for the end of the current task and for those that are queued already. */
export const task = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });

/** Those of `faults` that the platform reports to the global object while `work` runs. */
export async function reported(faults, work) {
  const errors = [];
  const listener = (event) => {
    // Other tests run meanwhile.
    if (!faults.includes(event.error)) return;
    // It is expected, so nobody else need hear of it.
    event.preventDefault();
    errors.push(event.error);
  };
  globalThis.addEventListener("error", listener);
  try {
    await work();
  } finally {
    globalThis.removeEventListener("error", listener);
  }
  return errors;
}

/** Numbers that show where bytes are lost or changed. */
export const bytes = (length) => Uint8Array.from({ length }, (_, index) => index % 251);
