import { assert, connect, once, pause, Scope, several, SOON, thrown, withReports } from "./support.js";

describe("handlers", () => {
  it("everything may be called from inside every handler", async () => {
    const scope = new Scope();
    const queue = { maxMessages: 1, overflow: "drop-newest" };
    const socket = connect(scope.url("echo"), [], { reconnect: SOON, queue });
    const everything = (type) => {
      socket.binaryType = "arraybuffer";
      socket.onmessage = () => {};
      socket.onmessage = null;
      socket.addEventListener(type, everything);
      socket.removeEventListener(type, everything);
      if (type === "end") assert.equal(thrown(() => socket.send(type)).name, "InvalidStateError");
      else socket.send(type);
      for (const promise of [socket.ready, socket.drained()]) promise.catch(() => {});
      void [socket.queue, socket.readyState, socket.bufferedAmount, socket.url, socket.stats()];
      socket.clearQueue();
      socket.close();
      socket.reconnect();
      // It waits for the next connection, and comes back from there.
      socket.send(type);
    };
    const seen = new Set();
    const until = async (...types) => {
      while (!types.every((type) => seen.has(type))) await pause(10);
    };
    for (const type of ["open", "message", "error", "close", "reconnecting", "drain", "drop", "end"]) {
      socket.addEventListener(type, () => {
        if (seen.has(type)) return;
        seen.add(type);
        everything(type);
      });
    }
    socket.send("waits");
    socket.send("is dropped");
    await until("open", "message", "drain", "drop", "close");
    // One that is refused tells both, unless it is connected anew inside the first.
    await scope.control("refuse", { ms: 60_000 });
    await scope.control("drop");
    await until("error", "reconnecting");
    await scope.control("refuse", { ms: 0 });
    socket.close();
    await until("end");
    const answer = new Promise((resolve) => {
      socket.addEventListener("message", ({ data }) => data === "alive" && resolve());
    });
    while (socket.readyState !== 1) await once(socket, "open");
    // So that there is room.
    await socket.drained();
    socket.send("alive");
    await answer;
    // Those that were given up may take the server a moment more. One that is left behind fails this by the time limit.
    while ((await scope.control("stats")).open !== 1) await pause(10);
  });

  it("a handler that replaces itself finishes, and the new one gets the next event", async () => {
    const socket = connect(new Scope().url("push", { count: 3, bytes: 1 }));
    const told = [];
    socket.onmessage = (event) => {
      socket.onmessage = ({ data }) => told.push(`new ${data}`);
      told.push(`old ${event.data}`);
    };
    await several(socket, "message", 3);
    assert.deepEqual(told, ["old 0", "new 1", "new 2"]);
  });

  it("a handler that is set to null while an event is told is not called any more", async () => {
    const socket = connect(new Scope().url("push", { count: 2, bytes: 1 }));
    const told = [];
    socket.onmessage = (event) => {
      socket.onmessage = null;
      told.push(`handler ${event.data}`);
    };
    socket.addEventListener("message", ({ data }) => told.push(`listener ${data}`));
    await several(socket, "message", 2);
    assert.deepEqual(told, ["handler 0", "listener 0", "listener 1"]);

    // By a listener that is called before it.
    socket.addEventListener("message", () => (socket.onmessage = null), { once: true });
    const handler = () => told.push("called");
    socket.onmessage = handler;
    const answer = once(socket, "message");
    socket.send("2");
    await answer;
    assert.deepEqual(told.slice(3), ["listener 2"]);
  });

  /** What the first attempt meets, so that the event is told. */
  const PATHS = { error: "refuse", close: "drop", reconnecting: "drop", end: "close" };

  /** One that will tell of the event, and whose later attempts all succeed. */
  function telling(type, scope) {
    const paths = [PATHS[type] ?? "echo"];
    const url = () => scope.url(paths.shift() ?? "echo", { code: 1008 });
    const socket = connect(url, [], { reconnect: SOON, queue: { maxMessages: 1, overflow: "drop-newest" } });
    socket.send("waits");
    socket.send("is dropped");
    return socket;
  }

  for (const type of ["open", "message", "error", "close", "reconnecting", "drain", "drop", "end"]) {
    it(`close() inside ${type} ends the client`, async () => {
      const scope = new Scope();
      const socket = telling(type, scope);
      let ends = 0;
      socket.addEventListener("end", () => ends++);
      const ended = once(socket, "end");
      let isCalled = false;
      socket.addEventListener(
        type,
        () => {
          isCalled = true;
          socket.close();
        },
        { once: true },
      );
      await ended;
      await pause(SOON.cap);
      assert.isTrue(isCalled);
      assert.equal(ends, 1);
      assert.equal(socket.readyState, 3);
      assert.equal((await scope.control("stats")).open, 0);
    });

    it(`reconnect() inside ${type} leaves one connection`, async () => {
      const scope = new Scope();
      const socket = telling(type, scope);
      const opened = new Promise((resolve) => {
        const restart = () => {
          socket.reconnect();
          resolve(once(socket, "open"));
        };
        socket.addEventListener(type, restart, { once: true });
      });
      await opened;
      await pause(SOON.cap);
      assert.equal(socket.readyState, 1);
      assert.equal((await scope.control("stats")).open, 1);
      assert.equal(socket.stats().attempts, 2);
    });
  }

  it("reconnect() inside the last close starts a client that tells", async () => {
    const scope = new Scope();
    const answers = ["close", "echo"];
    const socket = connect(() => scope.url(answers.shift(), { code: 1008 }), [], { reconnect: SOON });
    let ends = 0;
    socket.onend = () => ends++;
    socket.onclose = (event) => event.willReconnect || socket.reconnect();
    await once(socket, "close");
    socket.onclose = null;
    await once(socket, "open");
    const answer = once(socket, "message");
    socket.send("heard");
    assert.equal((await answer).data, "heard");
    assert.equal(ends, 0);
  });

  it("send() after the end takes no event from what is begun and closed in the same breath", async () => {
    const socket = connect(() => new Promise(() => {}), [], { startClosed: true });
    for (let round = 0; round < 2; round++) {
      const ended = once(socket, "end");
      socket.reconnect();
      socket.close();
      await ended;
      await new Promise((resolve) => setTimeout(resolve));
      assert.throws(() => socket.send("late"), "reconnect()");
    }
  });

  it("close() and reconnect() in one breath leave a client that tells", async () => {
    const socket = connect(new Scope().url("refuse"), [], { reconnect: SOON });
    await once(socket, "reconnecting");
    socket.close();
    socket.reconnect();
    await once(socket, "error");
  });

  it("close() inside close ends it without a second close", async () => {
    const socket = connect(new Scope().url("drop"), [], { reconnect: SOON });
    const types = [];
    for (const type of ["close", "reconnecting", "end"]) socket.addEventListener(type, () => types.push(type));
    socket.addEventListener("close", () => socket.close(), { once: true });
    await once(socket, "end");
    assert.deepEqual(types, ["close", "end"]);
  });

  it("a handler that throws is reported and harms nobody", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { reconnect: SOON });
    await withReports(async (reports) => {
      socket.onmessage = () => {
        throw new Error("mine");
      };
      const received = [];
      socket.addEventListener("message", ({ data }) => received.push(data));
      socket.send("one");
      socket.send("two");
      while (received.length < 2) await once(socket, "message");
      assert.deepEqual(received, ["one", "two"]);
      assert.lengthOf(reports, 2);
    });
  });

  it("handlers that throw at every event are reported, and change nothing", async () => {
    const types = ["open", "message", "error", "close", "reconnecting", "drain", "drop", "end"];
    let own;
    class Stub {
      readyState = 0;
      bufferedAmount = 0;
      constructor() {
        own = this;
        queueMicrotask(() => {
          this.readyState = 1;
          this.onopen(new Event("open"));
        });
      }
      send() {}
      close() {
        this.lose(1000);
      }
      lose(code) {
        this.readyState = 3;
        queueMicrotask(() => {
          if (code === 1006) this.onerror(new Event("error"));
          this.onclose(new CloseEvent("close", { code }));
        });
      }
    }
    await withReports(async (reports) => {
      let attempts = 0;
      const url = () => {
        if (attempts++) return "ws://localhost/";
        throw new Error("no URL");
      };
      const socket = connect(url, [], { WebSocket: Stub, reconnect: SOON });
      const told = [];
      const thrower = (type) => () => {
        throw new Error(type);
      };
      for (const type of types) {
        socket[`on${type}`] = thrower(type);
        socket.addEventListener(type, thrower(type));
        socket.addEventListener(type, () => told.push(type));
      }
      const closes = several(socket, "close", 3);
      socket.send("at 1", { key: "cursor" });
      socket.send("at 2", { key: "cursor" });
      await once(socket, "drain");
      for (const data of ["one", "two"]) own.onmessage(new MessageEvent("message", { data }));
      own.lose(1006);
      await once(socket, "open");
      own.onmessage(new MessageEvent("message", { data: "three" }));
      const ended = once(socket, "end");
      socket.close();
      await ended;
      const failure = ["error", "close", "reconnecting"];
      const connections = ["open", "drain", "message", "message", ...failure, "open", "message", "close", "end"];
      assert.deepEqual(told, ["drop", ...failure, ...connections]);
      assert.deepEqual((await closes).map(({ willReconnect }) => willReconnect), [true, true, false]);
      // Each by both of its throwers.
      assert.lengthOf(reports, 2 * told.length);
    });
  });

  it("a shouldReconnect that throws is reported, and what would happen without it happens", async () => {
    await withReports(async (reports) => {
      const shouldReconnect = () => {
        throw new Error("mine");
      };
      const causes = [];
      for (const code of [1001, 1008]) {
        const options = { reconnect: { ...SOON, maxRetries: 1, shouldReconnect } };
        const socket = connect(new Scope().url("close", { code }), [], options);
        socket.addEventListener("reconnecting", () => causes.push(code));
        causes.push((await once(socket, "end")).cause);
      }
      assert.deepEqual([causes.shift(), causes.length], [1001, 2]);
      assert.lengthOf(reports, 3);
    });
  });

  it("a handler set to null or to no function is null", async () => {
    const socket = connect(new Scope().url("echo"));
    assert.isNull(socket.onopen);
    socket.onopen = 42;
    assert.isNull(socket.onopen);
    const handler = () => assert.fail("called");
    socket.onopen = handler;
    assert.equal(socket.onopen, handler);
    socket.onopen = null;
    await once(socket, "open");
    assert.isNull(socket.onopen);
  });

  it("what the open handler sends does not overtake the queue", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"));
    socket.send("queued");
    socket.onopen = () => {
      socket.send("normal");
      socket.send("urgent", { priority: "high" });
      socket.send("record?", { priority: "low" });
    };
    const { data } = await once(socket, "message");
    const [first, second, third] = JSON.parse(data);
    assert.deepEqual([first, second, third].sort(), ["normal", "queued", "urgent"]);
    assert.isBelow(data.indexOf("queued"), data.indexOf("normal"));
  });
});
