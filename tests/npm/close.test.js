import { assert, connect, once, Scope, several, thrown } from "./support.js";

describe("close", () => {
  it("code and reason of the server arrive", async () => {
    const socket = connect(new Scope().url("close", { code: 4001, reason: "später" }), [], {
      reconnect: false,
    });
    const event = await once(socket, "close");
    assert.instanceOf(event, CloseEvent);
    assert.deepInclude(
      { code: event.code, reason: event.reason, wasClean: event.wasClean },
      { code: 4001, reason: "später", wasClean: true },
    );
    assert.isFalse(event.willReconnect);
    assert.equal(socket.readyState, 3);
  });

  it("a close frame without a code is 1005", async () => {
    const socket = connect(new Scope().url("close"), [], { reconnect: false });
    const event = await once(socket, "close");
    assert.equal(event.code, 1005);
  });

  it("a message that is refused before the end is told keeps nobody from hearing of it", async () => {
    const socket = connect(new Scope().url("echo"), [], { startClosed: true });
    const ended = once(socket, "end");
    socket.close();
    assert.equal(thrown(() => socket.send("late")).name, "InvalidStateError");
    assert.equal((await ended).cause, "closed");
  });

  it("without reconnection what is sent after close() is dropped, and says so", async () => {
    const socket = connect(new Scope().url("echo"), [], { reconnect: false });
    await once(socket, "open");
    socket.close();
    assert.equal(socket.send("late"), "dropped");
    await once(socket, "close");
    assert.equal(socket.send("later"), "dropped");
  });

  it("a dropped connection is 1006 and not clean", async () => {
    const socket = connect(new Scope().url("drop"), [], { reconnect: false });
    const event = await once(socket, "close");
    assert.equal(event.code, 1006);
    assert.isFalse(event.wasClean);
  });

  it("our code and reason complete the handshake, and the client ends once", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    const ended = once(socket, "end");
    const closed = once(socket, "close");
    socket.close(3001, "done");
    assert.equal(socket.readyState, 2);
    const event = await closed;
    assert.equal(event.code, 3001);
    assert.isTrue(event.wasClean);
    assert.equal((await ended).cause, "closed");
  });

  it("what was sent before close() arrives before it", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"), [], { pacing: { window: 0 } });
    await once(socket, "open");
    for (let index = 0; index < 20; index++) socket.send(`m${index}`);
    const closed = once(socket, "close");
    socket.close();
    assert.isTrue((await closed).wasClean);
    const record = await scope.control("record");
    assert.deepEqual(record, Array.from({ length: 20 }, (_, index) => `m${index}`));
  });

  const faulty = [
    ["a code that is not the user's", [1001], "InvalidAccessError"],
    ["1005", [1005], "InvalidAccessError"],
    ["1006", [1006], "InvalidAccessError"],
    ["2999", [2999], "InvalidAccessError"],
    ["5000", [5000], "InvalidAccessError"],
    ["no number", ["rubbish"], "InvalidAccessError"],
    ["124 bytes of reason", [1000, "x".repeat(124)], "SyntaxError"],
    ["62 letters of two bytes", [1000, "é".repeat(62)], "SyntaxError"],
  ];
  for (const [name, parameters, error] of faulty) {
    it(`${name}: ${error}, and nothing has changed`, async () => {
      const socket = connect(new Scope().url("echo"));
      await once(socket, "open");
      assert.equal(thrown(() => socket.close(...parameters)).name, error);
      assert.equal(socket.readyState, 1);
      const answer = once(socket, "message");
      socket.send("still open");
      assert.equal((await answer).data, "still open");
    });
  }

  it("123 bytes of reason arrive", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    const closed = once(socket, "close");
    const sent = `${"é".repeat(61)}x`;
    socket.close(4000, sent);
    const { code, reason } = await closed;
    assert.deepEqual([code, reason], [4000, sent]);
  });

  it("while connecting: error, close 1006, end, and no socket stays", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("silent"));
    const types = [];
    for (const type of ["open", "error", "close", "end"]) {
      socket.addEventListener(type, () => types.push(type));
    }
    const ended = once(socket, "end");
    socket.close();
    assert.equal(socket.readyState, 2);
    await ended;
    assert.deepEqual(types, ["error", "close", "end"]);
    assert.equal(socket.readyState, 3);
  });

  it("while waiting for a retry: no attempt follows", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("refuse"), [], { reconnect: { base: 50, floor: 20 } });
    await once(socket, "reconnecting");
    const ended = once(socket, "end");
    socket.close();
    await ended;
    const before = await scope.control("stats");
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(await scope.control("stats"), before);
  });

  it("messages that were never sent are given back", async () => {
    const socket = connect(new Scope().url("silent"));
    socket.send("one");
    socket.send("two");
    const drops = several(socket, "drop", 2);
    socket.close();
    const given = (await drops).map(({ data, reason }) => [data, reason]);
    assert.deepEqual(given, [["one", "closed"], ["two", "closed"]]);
  });

  it("send after the end throws and says what to do", async () => {
    const socket = connect(new Scope().url("echo"));
    const ended = once(socket, "end");
    socket.close();
    await ended;
    const error = thrown(() => socket.send("late"));
    assert.equal(error.name, "InvalidStateError");
    assert.include(error.message, "reconnect()");
  });

  it("closing twice is closing once", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    let closes = 0;
    socket.addEventListener("close", () => closes++);
    const ended = once(socket, "end");
    socket.close();
    socket.close(4000, "again");
    await ended;
    socket.close();
    assert.equal(closes, 1);
  });
});
