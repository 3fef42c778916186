import { assert, connect, once, pause, Scope, several, Sockline, SOON } from "./support.js";

describe("reconnection", () => {
  it("ten messages sent during a restart arrive once, in order, after it", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"), [], { reconnect: SOON });
    await once(socket, "open");
    assert.equal(socket.send("before"), "sent");
    await socket.drained();

    const lost = once(socket, "close");
    await scope.control("restart", { ms: 1_000 });
    const event = await lost;
    assert.equal(event.code, 1006);
    assert.isTrue(event.willReconnect);
    assert.equal(socket.readyState, 0);

    for (let index = 0; index < 10; index++) assert.equal(socket.send(`m${index}`), "queued");
    await once(socket, "open");
    await socket.drained();
    const answer = once(socket, "message");
    socket.send("record?");
    assert.deepEqual(JSON.parse((await answer).data), [
      "before",
      ...Array.from({ length: 10 }, (_, index) => `m${index}`),
    ]);
  });

  it("a connection that the server closes is opened again", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("close", { code: 1001 }), [], { reconnect: SOON });
    const opens = await several(socket, "open", 3);
    assert.lengthOf(opens, 3);
    const stats = await scope.control("stats");
    assert.isAtLeast(stats.accepted, 3);
  });

  it("a server that accepts and drops is backed off from", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("drop"), [], { reconnect: { base: 20, floor: 20, cap: 100_000 } });
    const retries = await several(socket, "reconnecting", 4);
    assert.deepEqual(retries.map(({ attempt }) => attempt), [1, 2, 3, 4]);
    assert.isTrue(retries.every(({ delay, attempt }) => delay >= 20 && delay <= 20 * 2 ** (attempt - 1)));
  });

  it("one loss is one retry, though error and close both arrive", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { reconnect: SOON });
    await once(socket, "open");
    const types = [];
    for (const type of ["error", "close", "reconnecting", "open"]) {
      socket.addEventListener(type, () => types.push(type));
    }
    await scope.control("drop");
    await once(socket, "open");
    assert.equal(types.filter((type) => type === "reconnecting").length, 1);
    assert.equal(types.filter((type) => type === "close").length, 1);
    assert.deepEqual(types.slice(-3), ["close", "reconnecting", "open"]);
    assert.equal((await scope.control("stats")).open, 1);
  });

  it("codes that say 'the same again' end it", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("close", { code: 1008, reason: "policy" }), [], {
      reconnect: SOON,
    });
    const event = await once(socket, "end");
    assert.equal(event.cause, "final-code");
    assert.equal((await scope.control("stats")).accepted, 1);
  });

  it("reconnect() replaces an open connection by a new one", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { reconnect: SOON });
    await once(socket, "open");
    const opened = once(socket, "open");
    let closes = 0;
    socket.addEventListener("close", () => closes++);
    socket.reconnect();
    await opened;
    assert.equal(closes, 1);
    const answer = once(socket, "message");
    socket.send("again");
    assert.equal((await answer).data, "again");
  });

  it("reconnect() works after close()", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    const ended = once(socket, "end");
    socket.close();
    await ended;
    socket.reconnect();
    await once(socket, "open");
    assert.equal(socket.readyState, 1);
  });

  it("a URL function is asked for every attempt", async () => {
    const scope = new Scope();
    let calls = 0;
    const socket = connect(
      async () => scope.url("token", { token: (await scope.control("token")).token, call: ++calls }),
      [],
      { reconnect: SOON },
    );
    await once(socket, "open");
    await scope.control("drop");
    await once(socket, "open");
    assert.equal(calls, 2);
    assert.include(socket.url, "call=2");
  });

  it("functions may mention the client that they are given to", async () => {
    for (const options of [{}, { reconnect: false, queue: {} }]) {
      const url = () => new Scope().url("echo", { attempt: socket.stats().attempts });
      const socket = connect(url, () => void socket.readyState, options);
      await once(socket, "open");
      assert.include(socket.url, "attempt=1");
    }
    const socket = new (class extends Sockline {
      address = new Scope().url("echo");
      constructor() {
        super(() => this.address);
      }
    })();
    const error = once(socket, "error").then(({ error }) => Promise.reject(error));
    await Promise.race([once(socket, "open"), error]);
    socket.close();
  });

  it("functions are not asked for an attempt that has ended before", async () => {
    let calls = 0;
    const ask = () => calls++;
    const socket = connect(ask, ask);
    socket.reconnect();
    socket.close();
    await once(socket, "end");
    assert.equal(calls, 0);
  });

  it("a URL function may give a URL", async () => {
    const url = new Scope().url("echo");
    const socket = connect(() => new URL(url));
    await once(socket, "open");
    assert.equal(socket.url, url);
  });

  it("a URL function and a protocol function that both fail leave nothing unheard", async () => {
    const socket = connect(
      () => Promise.reject(new Error("no URL")),
      () => {
        throw new Error("no protocols");
      },
    );
    let unheard = 0;
    const count = () => unheard++;
    addEventListener("unhandledrejection", count);
    assert.match((await once(socket, "error")).error.message, /^no /);
    // The browser tells of them after the task.
    await pause(10);
    removeEventListener("unhandledrejection", count);
    assert.equal(unheard, 0);
  });

  it("a URL function that fails is a failed attempt", async () => {
    const scope = new Scope();
    const answers = [
      () => {
        throw new Error("mine");
      },
      () => Promise.reject(new Error("mine")),
      () => null,
      () => Promise.resolve(42),
      () => scope.url("echo"),
    ];
    const socket = connect(() => answers.shift()(), [], { reconnect: SOON });
    const errors = several(socket, "error", 4);
    const closes = several(socket, "close", 4);
    const retries = several(socket, "reconnecting", 4);
    await once(socket, "open");
    const faults = (await errors).map(({ error }) => error.name);
    assert.deepEqual(faults, ["Error", "Error", "TypeError", "TypeError"]);
    for (const { code, willReconnect } of await closes) assert.deepEqual([code, willReconnect], [1006, true]);
    for (const [index, { attempt, cause, delay }] of (await retries).entries()) {
      assert.deepEqual([attempt, cause], [index + 1, "provider"]);
      assert.isTrue(delay >= SOON.floor && delay <= SOON.base * 2 ** index, `${delay}`);
    }
  });

  for (const [what, leave] of [
    ["close()", (socket) => socket.close()],
    ["the deadline", (socket) => once(socket, "end")],
  ]) {
    it(`a URL function that answers after ${what} changes nothing`, async () => {
      const late = new Promise((resolve) => setTimeout(resolve, 400, "ws://localhost/late"));
      const answers = ["ws://localhost/first", late];
      class Lost {
        readyState = 3;
        constructor() {
          queueMicrotask(() => this.onclose(new CloseEvent("close", { code: 1006 })));
        }
      }
      const options = { WebSocket: Lost, reconnect: { base: 0, floor: 0, maxRetries: 1, connectDeadline: 100 } };
      const socket = connect(() => answers.shift(), [], options);
      while (answers.length) await pause(1);
      await leave(socket);
      await late;
      await pause(1);
      assert.equal(socket.url, "ws://localhost/first");
    });
  }

  it("readyState is 2 or 3 after close(), and 0 after reconnect(), at once and in every state", async () => {
    const make = {
      idle: () => connect(new Scope().url("echo"), [], { startClosed: true }),
      resolving: () => connect(() => new Promise(() => {})),
      connecting: () => connect(new Scope().url("echo")),
      open: () => connect(new Scope().url("echo")),
      waiting: () => connect(new Scope().url("drop")),
    };
    const events = { open: "open", waiting: "reconnecting" };
    const before = { idle: 3, resolving: 0, connecting: 0, open: 1, waiting: 0 };
    // Where there is a socket, it has to close first.
    const after = { idle: 3, resolving: 3, connecting: 2, open: 2, waiting: 3 };
    for (const [state, open] of Object.entries(make)) {
      const socket = open();
      if (events[state]) await once(socket, events[state]);
      assert.equal(socket.stats().state, state);
      assert.equal(socket.readyState, before[state], state);
      const ended = once(socket, "end");
      socket.close();
      assert.equal(socket.readyState, after[state], `${state}, close()`);
      await ended;
      assert.equal(socket.readyState, 3, `${state}, end`);
      socket.reconnect();
      assert.equal(socket.readyState, 0, `${state}, reconnect()`);
      socket.close();
      socket.reconnect();
      assert.equal(socket.readyState, 0, `${state}, both`);
      socket.close();
    }
  });

  it("startClosed waits for reconnect(), and queues meanwhile", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { startClosed: true });
    assert.equal(socket.readyState, 3);
    assert.equal(socket.send("first"), "queued");
    assert.equal((await scope.control("stats")).accepted, 0);
    const answer = once(socket, "message");
    socket.reconnect();
    assert.equal(socket.readyState, 0);
    assert.equal((await answer).data, "first");
  });

  it("with startClosed, reconnect: false and no queue what is sent before reconnect() is discarded", async () => {
    const scope = new Scope();
    const options = { startClosed: true, reconnect: false };
    const socket = connect(scope.url("record"), [], options);
    assert.equal(socket.send("discarded"), "dropped");
    const queueing = connect(scope.url("record"), [], { ...options, queue: {} });
    assert.equal(queueing.send("kept"), "queued");
    for (const [client, sent] of [[socket, []], [queueing, ["kept"]]]) {
      client.reconnect();
      await once(client, "open");
      await client.drained();
      const answer = once(client, "message");
      client.send("record?");
      assert.deepEqual(JSON.parse((await answer).data), sent);
    }
  });
});
