// What a reverse proxy adds: hop-by-hop headers, a timeout of its own, answers in the server's name.
// The page is behind nginx with the configuration of `deploy/nginx`; below `/hasty` its timeout is three
// seconds, below `/bare` the two headers are missing.
import { assert, connect, once, pause, Scope, several, SOON } from "./support.js";

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
    const [closes, ended] = [several(socket, "close", 3), once(socket, "end")];
    for (const { code, wasClean } of await closes) assert.deepEqual([code, wasClean], [1006, false]);
    await ended;
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
    // Longer than nginx's timeout.
    await pause(5_000);
    assert.equal(closes, 0);
    assert.isAtLeast((await scope.control("stats")).messages, 2);
  });

  it("a server that is down is nginx's 502, and is reached as soon as it is there", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { reconnect: SOON });
    await once(socket, "open");
    const [closes, reopened] = [several(socket, "close", 2), once(socket, "open")];
    await scope.control("restart", { ms: 1_000 });
    // The loss, and an attempt whose answer is in nginx's log, which the stage looks at.
    for (const { code, willReconnect } of await closes) assert.deepEqual([code, willReconnect], [1006, true]);
    await reopened;
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
    for (let run = 0; run < 10; run++) {
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
      // Two looks in a row that come late by as much as lies between them, 100 ms, are a throttled timer's, for
      // which more may go.
      if (latest < 100) return assert.isAtMost(most, 256_000);
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
