import { watchPage } from "./page-watch.js";
import { assert, connect, once, Scope, several, SOON } from "./support.js";

/** What the browser believes of the network. */
function network(isOnline) {
  Object.defineProperty(navigator, "onLine", { value: isOnline, configurable: true });
  window.dispatchEvent(new Event(isOnline ? "online" : "offline"));
}

describe("policies", () => {
  afterEach(() => {
    delete navigator.onLine;
  });

  it("priorities and keys hold in the queue", async () => {
    const socket = connect(new Scope().url("record"));
    const drop = once(socket, "drop");
    socket.send("low", { priority: "low" });
    socket.send("at 1", { key: "cursor" });
    socket.send("normal");
    socket.send("high", { priority: "high" });
    socket.send("at 2", { key: "cursor" });
    socket.send("record?", { priority: "low" });
    const { data } = await once(socket, "message");
    assert.deepEqual(JSON.parse(data), ["high", "at 2", "normal", "low"]);
    const { data: dropped, reason } = await drop;
    assert.deepEqual([dropped, reason], ["at 1", "replaced"]);
  });

  it("more keys than are remembered stay apart", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    for (let index = 0; index < 1_100; index++) socket.send("x", { key: `${index}` });
    await socket.drained();
    socket.send("x", { key: "one more" });
    assert.equal(socket.stats().droppedReplaced, 0);
  });

  it("what expires before the connection opens is never sent", async () => {
    const scope = new Scope();
    await scope.control("refuse", { ms: 700 });
    const socket = connect(scope.url("record"), [], { reconnect: SOON });
    const drop = once(socket, "drop");
    socket.send("short", { ttl: 100 });
    socket.send("lasting");
    const { data, reason } = await drop;
    assert.deepEqual([data, reason], ["short", "expired"]);
    await once(socket, "open");
    const answer = once(socket, "message");
    socket.send("record?");
    assert.deepEqual(JSON.parse((await answer).data), ["lasting"]);
  });

  it("drop-oldest makes room and gives back what it dropped", async () => {
    const socket = connect(new Scope().url("silent"), [], { queue: { maxMessages: 2, overflow: "drop-oldest" } });
    const drops = several(socket, "drop", 2);
    for (const text of ["a", "b", "c", "d"]) assert.equal(socket.send(text), "queued");
    assert.deepEqual((await drops).map(({ data, reason }) => [data, reason]), [["a", "overflow"], ["b", "overflow"]]);
    assert.deepEqual(socket.clearQueue(), ["c", "d"]);
    assert.deepEqual(socket.queue, { messages: 0, bytes: 0 });
  });

  it("shouldReconnect overrides codes, and its event says what would happen", async () => {
    const asked = [];
    const socket = connect(new Scope().url("close", { code: 1008 }), [], {
      reconnect: {
        ...SOON,
        shouldReconnect(event, retries) {
          asked.push([event.code, event.willReconnect, retries]);
          return retries < 1;
        },
      },
    });
    const { cause } = await once(socket, "end");
    assert.equal(cause, "declined");
    assert.deepEqual(asked, [[1008, false, 0], [1008, false, 1]]);
  });

  it("shouldReconnect may give anything: what is truthy reconnects", async () => {
    const answers = ["4001", {}, [], 0.5, 2 ** 32, ""];
    const socket = connect(new Scope().url("close", { code: 1008 }), [], {
      reconnect: { ...SOON, shouldReconnect: () => answers.shift() },
    });
    const { cause } = await once(socket, "end");
    assert.deepEqual([cause, answers], ["declined", []]);
  });

  it("reconnect() in a handler of close leaves the page time if no socket can be made", async () => {
    const refusing = {
      constructor: [
        "ws://localhost/",
        class {
          constructor() {
            throw new DOMException("insecure", "SecurityError");
          }
        },
      ],
      provider: [() => Promise.reject(new Error("no token")), undefined],
    };
    for (const [what, [url, WebSocket]] of Object.entries(refusing)) {
      const socket = connect(url, [], { WebSocket });
      let closes = 0;
      socket.onclose = () => {
        if (++closes < 1_000) socket.reconnect();
      };
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.isAtMost(closes, 3, what);
      socket.onclose = null;
    }
  });

  it("close() inside shouldReconnect ends it with one close event", async () => {
    const socket = connect(new Scope().url("drop"), [], {
      reconnect: {
        ...SOON,
        shouldReconnect() {
          socket.close();
          return true;
        },
      },
    });
    const types = [];
    for (const type of ["close", "reconnecting", "end"]) socket.addEventListener(type, () => types.push(type));
    await once(socket, "end");
    assert.deepEqual(types, ["close", "end"]);
  });

  it("offline puts retries off, and online brings them at once", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { reconnect: { base: 50, floor: 10 } });
    await once(socket, "open");
    network(false);
    assert.equal(socket.readyState, 1);
    const retry = once(socket, "reconnecting");
    await scope.control("drop");
    assert.equal((await retry).cause, "offline");
    // With the tests' short delays it would be back at once.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(socket.stats().attempts, 1);
    const opened = once(socket, "open");
    network(true);
    await opened;
    assert.equal(socket.stats().attempts, 2);
  });

  it("after close() no signal of page or network connects", async () => {
    // Another client, so that the page is listened to all the time.
    const other = connect(new Scope().url("echo"));
    await once(other, "open");
    const signal = () => {
      network(false);
      network(true);
      for (const type of ["focus", "pageshow"]) window.dispatchEvent(new Event(type));
      for (const type of ["visibilitychange", "resume"]) document.dispatchEvent(new Event(type));
    };
    const sockets = [];
    for (const state of ["connecting", "open", "waiting"]) {
      const scope = new Scope();
      const socket = connect(scope.url(state === "waiting" ? "drop" : "echo"), [], { reconnect: { base: 300, floor: 200 } });
      if (state !== "connecting") await once(socket, state === "open" ? "open" : "reconnecting");
      assert.equal(socket.stats().state, state);
      const { attempts } = socket.stats();
      const ended = once(socket, "end");
      socket.close();
      signal();
      await ended;
      signal();
      sockets.push([socket, attempts, state]);
    }
    // Longer than any retry would take.
    await new Promise((resolve) => setTimeout(resolve, 500));
    signal();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const [socket, attempts, state] of sockets) {
      assert.equal(socket.readyState, 3, state);
      assert.equal(socket.stats().attempts, attempts, state);
    }
  });

  it("what the buffer shows counts before a hint finds a deadline passed", async () => {
    let own;
    class Slow extends EventTarget {
      readyState = 0;
      bufferedAmount = 0;
      protocol = "";
      extensions = "";
      constructor() {
        super();
        own = this;
        setTimeout(() => {
          this.readyState = 1;
          this.onopen?.(new Event("open"));
        });
      }
      send(data) {
        this.bufferedAmount += data.length;
      }
      close() {}
    }
    const socket = connect("ws://localhost/", [], {
      WebSocket: Slow,
      heartbeat: { interval: 50, deadline: 100 },
    });
    await once(socket, "open");
    socket.send("x".repeat(100));
    // The ping waits behind it.
    while (own.bufferedAmount === 100) await new Promise((resolve) => setTimeout(resolve, 5));
    const types = [];
    for (const type of ["error", "close"]) socket.addEventListener(type, () => types.push(type));
    const until = performance.now() + 150;
    while (performance.now() < until);
    own.bufferedAmount -= 50;
    window.dispatchEvent(new Event("focus"));
    assert.deepEqual(types, []);
  });

  it("a page that is shown again probes each connection", async () => {
    const sockets = [1, 2, 3].map(() => connect(new Scope().url("ping"), [], { heartbeat: { interval: 600_000 } }));
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    const [first, ...others] = sockets;
    const ended = once(first, "end");
    first.close();
    await ended;
    document.dispatchEvent(new Event("visibilitychange"));
    for (const socket of others) {
      while (socket.stats().roundTrip === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it("listeners on page and network come with the first client and go with the last", async () => {
    // A copy of its own, because clients of other tests may be there still.
    const { Sockline: Own } = await import("/dist/sockline.js?listeners");
    const seen = watchPage();
    try {
      const scope = new Scope();
      const socket = new Own(scope.url("echo"), [], { reconnect: SOON });
      const second = new Own(scope.url("echo"));
      for (let round = 0; round < 3; round++) {
        await once(socket, "open");
        await scope.control("drop");
      }
      await once(socket, "open");
      const captured = ["pageshow", "visibilitychange", "resume"].map((type) => `${type}, capturing`);
      const types = ["online", "offline", "focus", ...captured];
      for (const own of [second, socket]) {
        assert.sameMembers(seen.listeners(), types.map((type) => `${type} 1`));
        const ended = once(own, "end");
        own.close();
        await ended;
      }
      assert.deepEqual(seen.listeners(), []);
    } finally {
      seen.restore();
    }
  });
});
