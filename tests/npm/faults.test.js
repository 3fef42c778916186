import { assert, connect, once, pause, Scope, several, SOON, withReports } from "./support.js";

/** The types of the events of a socket, in order. */
function record(socket) {
  const types = [];
  for (const type of ["open", "error", "close", "reconnecting", "end"]) {
    socket.addEventListener(type, () => types.push(type));
  }
  return types;
}

describe("servers that fail", () => {
  it("a port with nobody behind it: error, close, retry", async () => {
    const socket = connect("ws://127.0.0.1:59999/", [], { reconnect: { ...SOON, maxRetries: 2 } });
    const types = record(socket);
    const event = await once(socket, "end");
    assert.equal(event.cause, "retries-exhausted");
    const attempt = ["error", "close", "reconnecting"];
    assert.deepEqual(types, [...attempt, ...attempt, "error", "close", "end"]);
    assert.equal(socket.readyState, 3);
  });

  it("a port that browsers block: one error, close, retry", async () => {
    // Port 9 is on the Fetch Standard's list of bad ports; WebKit reports two errors for it.
    const socket = connect("ws://127.0.0.1:9/", [], { reconnect: { ...SOON, maxRetries: 1 } });
    const types = record(socket);
    await once(socket, "end");
    assert.deepEqual(types, ["error", "close", "reconnecting", "error", "close", "end"]);
  });

  it("a refused handshake: error, close 1006, retry", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("refuse", { status: 403 }), [], { reconnect: { ...SOON, maxRetries: 1 } });
    const types = record(socket);
    const closes = several(socket, "close", 2);
    await once(socket, "end");
    assert.deepEqual(types, ["error", "close", "reconnecting", "error", "close", "end"]);
    assert.deepEqual((await closes).map(({ code }) => code), [1006, 1006]);
    assert.equal((await scope.control("stats")).refused, 2);
  });

  it("a server that never answers: the deadline ends the attempt", async () => {
    const socket = connect(new Scope().url("silent"), [], {
      reconnect: { ...SOON, connectDeadline: 1_000, maxRetries: 1 },
    });
    const types = record(socket);
    const retry = await once(socket, "reconnecting");
    assert.equal(retry.cause, "timeout");
    await once(socket, "end");
    assert.deepEqual(types, ["error", "close", "reconnecting", "error", "close", "end"]);
  });

  it("a provider that never settles: the deadline ends the attempt", async () => {
    const socket = connect(() => new Promise(() => {}), [], {
      reconnect: { ...SOON, connectDeadline: 1_000 },
    });
    const retry = await once(socket, "reconnecting");
    assert.equal(retry.cause, "timeout");
  });

  it("a wrong token: refused", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("token", { token: "wrong" }), [], { reconnect: false });
    const event = await once(socket, "close");
    assert.equal(event.code, 1006);
    assert.equal((await scope.control("stats")).refused, 1);
  });

  it("a heartbeat that is not answered: abandoned at once", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("mute"), [], {
      reconnect: SOON,
      heartbeat: { interval: 100, deadline: 1_000 },
    });
    await once(socket, "open");
    const retry = await once(socket, "reconnecting");
    assert.equal(retry.cause, "heartbeat");
  });

  it("a heartbeat that is answered: the answer is not told, and the round trip is measured", async () => {
    const socket = connect(new Scope().url("ping"), [], { heartbeat: { interval: 20, deadline: 5_000 } });
    socket.onmessage = ({ data }) => assert.fail(`told: ${data}`);
    await once(socket, "open");
    while (socket.stats().roundTrip === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // Firefox's clock ticks in whole milliseconds.
    assert.isAtLeast(socket.stats().roundTrip, 0);
    assert.equal(socket.readyState, 1);
  });

  it("what reads like the usual answer is one only where there is a heartbeat", async () => {
    for (const heartbeat of [false, true]) {
      const socket = connect(new Scope().url("echo"), [], { heartbeat });
      const told = [];
      socket.onmessage = ({ data }) => told.push(data);
      for (const text of ["ping", "pong", "end"]) socket.send(text);
      while (!told.includes("end")) await once(socket, "message");
      assert.deepEqual(told, heartbeat ? ["ping", "end"] : ["ping", "pong", "end"]);
    }
  });

  it("a heartbeat's message and reply may be functions", async () => {
    let pings = 0;
    const heartbeat = {
      interval: 20,
      deadline: 5_000,
      message: () => `beat ${++pings}`,
      reply: (data) => data.startsWith("beat "),
    };
    const socket = connect(new Scope().url("echo"), [], { heartbeat });
    const told = [];
    socket.onmessage = ({ data }) => told.push(data);
    await once(socket, "open");
    socket.send("mine");
    while (pings < 3 || socket.stats().roundTrip === undefined) await pause(20);
    assert.deepEqual(told, ["mine"]);
  });

  it("as plain as WebSocket, what a heartbeat's message function sends after its close() is discarded", async () => {
    const scope = new Scope();
    const outcomes = [];
    const message = () => {
      socket.close();
      outcomes.push(socket.send("late"));
      return "ping";
    };
    const socket = connect(scope.url("record"), [], { reconnect: false, heartbeat: { interval: 20, message } });
    await once(socket, "end");
    assert.deepEqual(outcomes, ["dropped"]);
    assert.notInclude(await scope.control("record"), "late");
  });

  it("functions of a heartbeat that throw are reported, and hide no message", async () => {
    await withReports(async (reports) => {
      const mine = () => {
        throw new Error("mine");
      };
      const heartbeat = { interval: 20, deadline: 5_000, message: mine, reply: mine };
      const socket = connect(new Scope().url("echo"), [], { heartbeat });
      await once(socket, "open");
      socket.send("text");
      // The message of a function that throws is empty.
      const messages = await several(socket, "message", 3);
      assert.deepEqual(messages.map(({ data }) => data), ["text", "", ""]);
      assert.isAtLeast(reports.length, 5);
    });
  });

  it("a heartbeat's answer of bytes is known by its content, and a Blob counts as life", async () => {
    // The server sends any other ping back.
    const beat = new Uint8Array([1, 2, 3]);
    const socket = connect(new Scope().url("ping"), [], {
      binaryType: "arraybuffer",
      // A busy machine may hold up a page for a second.
      heartbeat: { interval: 20, deadline: 5_000, message: beat, reply: beat },
    });
    await once(socket, "open");
    const told = [];
    socket.onmessage = ({ data }) => told.push([...new Uint8Array(data)]);
    socket.send(new Uint8Array([1, 2, 4]));
    socket.send(new Uint8Array([1, 2]));
    while (socket.stats().roundTrip === undefined) await pause(20);
    assert.deepEqual(told, [[1, 2, 4], [1, 2]]);
    socket.onmessage = null;
    socket.binaryType = "blob";
    for (const { data } of await several(socket, "message", 3)) assert.instanceOf(data, Blob);
  });
});
