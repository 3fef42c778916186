import { assert, connect, once, Scope, SOON } from "./support.js";

describe("handlers", () => {
  it("everything may be called from inside every handler", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { reconnect: SOON });
    const seen = new Set();
    for (const type of ["open", "message", "error", "close", "reconnecting"]) {
      socket.addEventListener(type, () => {
        seen.add(type);
        socket.binaryType = "arraybuffer";
        socket.onmessage = () => {};
        socket.onmessage = null;
        if (socket.stats().messagesSent < 5) socket.send(type);
        void [socket.queue, socket.readyState, socket.bufferedAmount, socket.url];
      });
    }
    await once(socket, "message");
    await scope.control("drop");
    await once(socket, "open");
    for (const type of ["open", "message", "close", "reconnecting"]) assert.isTrue(seen.has(type), type);
  });

  for (const type of ["open", "message", "close", "reconnecting"]) {
    it(`close() inside ${type} ends the client`, async () => {
      const scope = new Scope();
      const path = type === "close" || type === "reconnecting" ? "drop" : "echo";
      const socket = connect(scope.url(path), [], { reconnect: SOON });
      socket.send("x");
      const ended = once(socket, "end");
      socket.addEventListener(type, () => socket.close(), { once: true });
      await ended;
      assert.equal(socket.readyState, 3);
      assert.equal((await scope.control("stats")).open, 0);
    });

    it(`reconnect() inside ${type} leaves one connection`, async () => {
      const scope = new Scope();
      const path = type === "close" || type === "reconnecting" ? "drop" : "echo";
      const socket = connect(scope.url(path), [], { reconnect: SOON });
      socket.send("x");
      await once(socket, type);
      socket.reconnect();
      await once(socket, "open");
      assert.isAtMost((await scope.control("stats")).open, 1);
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
    // Mocha would take the report for a failure of its own.
    const [onerror, reports] = [window.onerror, []];
    window.onerror = (message) => !!reports.push(message);
    try {
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
    } finally {
      window.onerror = onerror;
    }
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
