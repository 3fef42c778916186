import { dispose, mount, useState } from "./frameworks.js";
import { assert, once, Scope, several } from "./support.js";

let readme;

/** The code of the README below a heading of its recipes: the first, or another. */
function recipe(heading, which = 0) {
  const [, section] = readme.split(`\n### ${heading}\n`);
  return [...section.split("\n### ")[0].matchAll(/```js\n([\s\S]*?)```/g)][which][1];
}

/** Runs code as a module, with the server's addresses in the place of its own. */
async function run(code, changes, more = "") {
  let text = `${code}\n${more}`;
  for (const [from, to] of Object.entries(changes)) {
    assert.include(text, from);
    text = text.replaceAll(from, to);
  }
  const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    return await import(address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Waits until a condition holds. */
async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("recipes of the README", () => {
  const open = [];
  let scope;

  before(async () => {
    readme = await (await fetch("/pkg/README.md")).text();
  });

  beforeEach(() => {
    scope = new Scope();
  });

  afterEach(() => {
    dispose();
    for (const socket of open.splice(0)) socket.close();
  });

  /** Runs a recipe that makes one socket at once, and gives the module and the socket. */
  async function start(heading, address, path, changes = {}, which = 0) {
    const code = recipe(heading, which);
    const module = await run(code, { [address]: scope.url(path), ...changes }, "export { socket };");
    open.push(module.socket);
    return module;
  }

  /** The recipe for a token in the URL, whose page and server are this one. */
  const authenticate = (path, answer, query) =>
    start("Authentication", "wss://example.com/token?", path, {
      "/api/token": `${location.origin}/control/${answer}?scope=${scope.name}`,
      "token=${encodeURIComponent(token)}": query,
    });

  it("authentication: each attempt has a fresh token", async () => {
    const { socket } = await authenticate("token", "token", "&token=${encodeURIComponent(token)}");
    await once(socket, "open");
    const first = socket.url;
    socket.reconnect();
    await once(socket, "open");
    assert.notEqual(socket.url, first);
  });

  it("authentication: a page that gives no token is no token", async () => {
    const { socket } = await authenticate("token", "no-such-command", "&token=${encodeURIComponent(token)}");
    const { error } = await once(socket, "error");
    assert.equal(error.message, "no token: 404");
  });

  it("authentication: the server's own close code ends it", async () => {
    const { socket } = await authenticate("close", "token", "&code=4001");
    await once(socket, "open");
    assert.isFalse((await once(socket, "close")).willReconnect);
  });

  it("authentication: a token in the first message overtakes what waits, after a loss too", async () => {
    sessionStorage.setItem("token", "secret");
    const { socket } = await start("Authentication", "wss://example.com/chat", "record", {}, 1);
    sessionStorage.removeItem("token");
    socket.send("before");
    await once(socket, "open");
    await socket.drained();
    const lost = once(socket, "close");
    await scope.control("drop");
    await lost;
    socket.send("between");
    socket.reconnect();
    await once(socket, "open");
    await socket.drained();
    assert.deepEqual(await scope.control("record"), ['{"token":"secret"}', "before", '{"token":"secret"}', "between"]);
  });

  it("heartbeat: the server answers", async () => {
    const { socket } = await start("Heartbeat", "wss://example.com/ping", "ping", { "25_000": "50" });
    await until(() => socket.stats().roundTrip !== undefined);
  });

  it("rate limit: one message in a tenth of a second", async () => {
    const { say, socket } = await start("Rate limit", "wss://example.com/chat", "echo");
    await once(socket, "open");
    const [from] = [performance.now(), say("one"), say("two"), say("three")];
    await several(socket, "message", 3);
    // Timers may be a millisecond early.
    assert.isAtLeast(performance.now() - from, 198);
  });

  it("chat: what is said is shown", async () => {
    const { say, socket } = await start("Chat", "wss://example.com/chat", "echo");
    say("hello");
    await once(socket, "message");
    const log = document.querySelector("body > pre");
    assert.equal(log.textContent, "hello\n");
    log.remove();
  });

  it("live cursor: only the newest position waits", async () => {
    const { socket } = await start("Live cursor", "wss://example.com/cursors", "silent");
    for (const clientX of [1, 2, 3]) dispatchEvent(new MouseEvent("pointermove", { clientX, clientY: 0 }));
    assert.deepEqual(socket.clearQueue(), ['{"x":3,"y":0}']);
  });

  it("upload: the whole file arrives", async () => {
    const { upload } = await run(recipe("Upload"), { "wss://example.com/upload": scope.url("sink") });
    await upload(new File([new ArrayBuffer(1_000_000)], "zeros"));
    const { bytes, open } = await scope.control("stats");
    assert.deepEqual([bytes, open], [1_000_005, 0]);
  });

  it("upload: an empty file arrives, too", async () => {
    const { upload } = await run(recipe("Upload"), { "wss://example.com/upload": scope.url("record") });
    await upload(new File([], "nothing"));
    assert.deepEqual(await scope.control("record"), ["nothing"]);
  });

  it("upload: a loss makes it fail", async () => {
    const { upload } = await run(recipe("Upload"), { "wss://example.com/upload": scope.url("sink") });
    const start = (controller) => controller.enqueue(new Uint8Array(1_000));
    const outcome = upload({ name: "", stream: () => new ReadableStream({ start }) }).catch(({ name }) => name);
    while ((await scope.control("stats")).bytes < 1_000);
    await scope.control("drop");
    assert.equal(await outcome, "InvalidStateError");
  });

  it("upload: a loss before the server has read the end makes it fail", async () => {
    // It closes the connection when it has the whole file, and reads no close frame.
    const url = scope.url("drop", { after_messages: 2 });
    const { upload } = await run(recipe("Upload"), { "wss://example.com/upload": url });
    const outcome = upload(new File(["file"], "short")).then(() => "resolved", ({ message }) => message);
    // The stream says so if the browser had not been seen to send it all, and otherwise the recipe.
    assert.match(await outcome, /may not have arrived|closed/);
  });

  it("answers in a loop: a loss before the answer makes it fail", async () => {
    const url = scope.url("drop", { after_messages: 1 });
    const { ask } = await run(recipe("Answers in a loop"), { "wss://example.com/ask": url });
    const outcome = ask("who?").then(() => "resolved", ({ message }) => message);
    assert.equal(await outcome, "no answer");
  });

  it("answers in a loop: the first is given", async () => {
    const { ask } = await run(recipe("Answers in a loop"), { "wss://example.com/ask": scope.url("echo") });
    assert.equal(await ask("who?"), "who?");
  });

  it("worker: messages pass through", async () => {
    // A worker knows no import map.
    const code = recipe("Worker").replace('"sockline"', `"${location.origin}/dist/sockline.js"`);
    const text = code.replace("wss://example.com/chat", scope.url("echo"));
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const worker = new Worker(address, { type: "module" });
    try {
      const echoed = new Promise((resolve, reject) => {
        worker.onmessage = resolve;
        worker.onerror = ({ message }) => reject(new Error(message));
      });
      worker.postMessage("hello");
      assert.equal((await echoed).data, "hello");
    } finally {
      worker.terminate();
      URL.revokeObjectURL(address);
    }
  });

  /** What a server sends at once, which a framework shows at its end. */
  const burst = () => scope.url("push", { count: 1_000, bytes: 3 });
  const whole = Array.from({ length: 1_000 }, (_, index) => `${index}`.padEnd(3, "."));

  it("React: a burst of messages is in the state whole and in order", async () => {
    const { useSockline } = await run(recipe("React"), {});
    useState.states.length = 0;
    useSockline(burst());
    const [[socket], messages] = useState.states;
    assert.equal(socket.readyState, 0, "it was mounted twice, and the second is shown");
    await several(socket, "message", whole.length);
    assert.deepEqual(messages[0], whole);
    dispose();
    await once(socket, "end");
  });

  it("Vue: a burst of messages is in the reference whole and in order", async () => {
    const { useSockline } = await run(recipe("Vue"), {});
    const { socket, messages } = useSockline(burst());
    assert.equal(socket.stats().state, "idle", "a server that renders connects to nothing");
    mount();
    await several(socket, "message", whole.length);
    assert.deepEqual(messages.value, whole);
    dispose();
    await once(socket, "end");
  });

  it("Svelte: a burst of messages is in the store whole and in order", async () => {
    const { useSockline } = await run(recipe("Svelte"), {});
    const { socket, messages } = useSockline(burst());
    assert.equal(socket.stats().state, "idle", "a server that renders connects to nothing");
    mount();
    let all = [];
    messages.subscribe((value) => (all = value));
    await several(socket, "message", whole.length);
    assert.deepEqual(all, whole);
    dispose();
    await once(socket, "end");
  });

  it("migration: the other packages' code runs", async () => {
    const [, section] = readme.split("\n## Migration\n");
    const code = section.match(/```js\n([\s\S]*?)```/)[1];
    const changes = { "wss://example.com/chat": scope.url("echo") };
    const { socket } = await run(code, changes, "export { socket };");
    open.push(socket);
    await once(socket, "open");
    assert.equal(socket.retryCount, 0);
  });
});
