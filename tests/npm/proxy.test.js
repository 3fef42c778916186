// What a reverse proxy adds: hop-by-hop headers, a timeout of its own, answers in the server's name.
// The page is behind nginx with the configuration of `deploy/nginx`; below `/hasty` its timeout is three
// seconds, below `/bare` the two headers are missing.
import { assert, connect, once, Scope, several, SOON } from "./support.js";

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

describe("behind nginx", () => {
  it("the page comes over HTTP/2, and the upgrade passes", async () => {
    const [page] = performance.getEntriesByType("navigation");
    assert.equal(page.nextHopProtocol, "h2");
    const scope = new Scope();
    const socket = connect(scope.url("echo"), ["one", "two"]);
    await once(socket, "open");
    assert.equal(socket.protocol, "one");
    assert.equal((await scope.control("stats")).open, 1);
  });

  it("without the hop-by-hop headers no connection opens, and the server sees no upgrade", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("bare/echo"), [], { reconnect: { ...SOON, maxRetries: 2 } });
    socket.onopen = () => assert.fail("opened");
    const types = [];
    for (const type of ["close", "reconnecting"]) socket.addEventListener(type, () => types.push(type));
    const { code, wasClean } = await once(socket, "close");
    assert.deepEqual([code, wasClean], [1006, false]);
    await once(socket, "end");
    assert.include(types, "reconnecting");
    const stats = await scope.control("stats");
    assert.deepEqual([stats.accepted, stats.refused], [0, 0]);
  });

  it("an idle connection is cut by nginx, and opened again", async () => {
    const socket = connect(new Scope().url("hasty/ping"), [], { reconnect: SOON });
    await once(socket, "open");
    const { code, willReconnect } = await once(socket, "close");
    assert.deepEqual([code, willReconnect], [1006, true]);
    await once(socket, "open");
  });

  it("a heartbeat keeps an idle connection open", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("hasty/ping"), [], {
      reconnect: SOON,
      heartbeat: { interval: 500, deadline: 10_000 },
    });
    let closes = 0;
    socket.onclose = () => closes++;
    await once(socket, "open");
    const start = performance.now();
    // Longer than nginx's timeout.
    while (performance.now() - start < 5_000) await pause(100);
    assert.equal(closes, 0);
    assert.isAtLeast((await scope.control("stats")).messages, 2);
    socket.onclose = null;
  });

  it("a server that is down is nginx's 502, and what waits arrives once, in order", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"), [], { reconnect: SOON });
    await once(socket, "open");
    const [lost, failed, reopened] = [once(socket, "close"), several(socket, "close", 2), once(socket, "open")];
    await scope.control("restart", { ms: 1_000 });
    assert.equal((await lost).code, 1006);
    for (let index = 0; index < 10; index++) socket.send(`m${index}`);
    // What nginx answers then is in its log, which the stage looks at.
    assert.deepEqual((await failed).map(({ code }) => code), [1006, 1006]);
    await reopened;
    await socket.drained();
    const answer = once(socket, "message");
    socket.send("record?");
    assert.deepEqual(JSON.parse((await answer).data), Array.from({ length: 10 }, (_, index) => `m${index}`));
    assert.isAtLeast((await scope.control("stats")).refused, 1);
  });

  it("a token in the query arrives, a wrong one is refused", async () => {
    const scope = new Scope();
    const { token } = await scope.control("token");
    const socket = connect(scope.url("token", { token }), []);
    await once(socket, "open");
    const other = connect(scope.url("token", { token: "wrong" }), [], { reconnect: false });
    assert.equal((await once(other, "close")).code, 1006);
    assert.equal((await scope.control("stats")).refused, 1);
  });

  it("messages larger than nginx's buffers pass unchanged both ways", async () => {
    const socket = connect(new Scope().url("echo"));
    socket.binaryType = "arraybuffer";
    await once(socket, "open");
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251);
    socket.send(bytes);
    assert.deepEqual(new Uint8Array((await once(socket, "message")).data), bytes);
    const text = "déjà vu ".repeat(100_000);
    socket.send(text);
    assert.isTrue((await once(socket, "message")).data === text);
  });

  it("what nginx's own buffers swallow does not pass for a fast link", async function () {
    this.timeout(60_000);
    for (let run = 0; run < 5; run++) {
      const scope = new Scope();
      const socket = connect(scope.url("sink", { rate: 1_000_000 }), [], {
        reconnect: false,
        queue: { maxBytes: 64_000_000 },
      });
      await once(socket, "open");
      for (let index = 0; index < 5_000; index++) socket.send(new Uint8Array(4_096));
      const { most, latest } = await watch(socket, 2_000);
      const isHeldBack = socket.stats().messagesSent < 5_000;
      const gone = once(socket, "end");
      await scope.control("drop");
      await gone;
      // WebKit takes everything at once.
      if (!isHeldBack) return this.skip();
      // Two looks in a row that come late are a throttled timer's, for which more may go.
      if (latest < 200) return assert.isAtMost(most, 256_000);
    }
    throw new Error("this machine is too busy to tell");
  });
});

/** The largest window meanwhile, and by how much a timer came late. */
async function watch(socket, millis) {
  const start = performance.now();
  let [most, latest, before] = [0, 0, start];
  while (before - start < millis) {
    await pause(10);
    const now = performance.now();
    latest = Math.max(latest, now - before - 10);
    most = Math.max(most, socket.stats().window);
    before = now;
  }
  return { most, latest };
}
