import { assert, connect, once, pause, Scope, SOON } from "./support.js";

/** All that a loop sees until it ends by itself. */
async function collect(iterable, seen = []) {
  for await (const data of iterable) seen.push(data);
  return seen;
}

const ended = (socket) => {
  const end = once(socket, "end");
  socket.close();
  return end;
};

describe("async iteration", () => {
  it("sees every message in order, and ends with the client", async () => {
    const socket = connect(new Scope().url("push", { count: 200, bytes: 8 }));
    const seen = [];
    for await (const data of socket) {
      seen.push(parseInt(data));
      if (seen.length === 200) socket.close();
    }
    assert.deepEqual(seen, Array.from({ length: 200 }, (_, index) => index));
  });

  it("loses nothing between two turns of the loop", async () => {
    const socket = connect(new Scope().url("push", { count: 100, bytes: 8 }));
    let turns = 0;
    for await (const data of socket) {
      // All the others arrive during the first turns.
      if (turns < 3) await pause(100);
      assert.equal(parseInt(data), turns++);
      if (turns === 100) break;
    }
    assert.equal(turns, 100);
  });

  it("goes on over a reconnection", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("push", { bytes: 3 }), [], { reconnect: SOON });
    let turns = 0;
    for await (const data of socket) {
      assert.equal(data, "0..");
      if (++turns === 3) break;
      await scope.control("drop");
    }
    assert.equal(socket.stats().connections, 3);
  });

  it("several loops see every message each", async () => {
    const socket = connect(new Scope().url("push", { count: 20, bytes: 8 }));
    const loops = [collect(socket), collect(socket)];
    const counted = new Promise((resolve) => {
      let count = 0;
      socket.addEventListener("message", () => ++count === 20 && resolve());
    });
    await counted;
    await ended(socket);
    for (const seen of await Promise.all(loops)) assert.lengthOf(seen, 20);
  });

  it("listens from the moment at which the iterator is made", async () => {
    const socket = connect(new Scope().url("push", { count: 2, bytes: 3 }));
    const iterator = socket[Symbol.asyncIterator]();
    assert.equal(iterator[Symbol.asyncIterator](), iterator);
    await once(socket, "message");
    assert.deepEqual(await iterator.next(), { value: "0..", done: false });
  });

  it("turns that are asked for together come in order", async () => {
    const socket = connect(new Scope().url("push", { count: 3, bytes: 1 }));
    const iterator = socket[Symbol.asyncIterator]();
    const turns = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
    assert.deepEqual(turns.map(({ value }) => value), ["0", "1", "2"]);
  });

  for (const way of ["break", "return", "throw"]) {
    it(`${way} stops listening and leaves the client open`, async () => {
      const socket = connect(new Scope().url("echo"));
      await once(socket, "open");
      const loop = async () => {
        for await (const _ of socket) {
          if (way === "break") break;
          if (way === "return") return;
          throw new Error("mine");
        }
      };
      socket.send("one");
      await loop().catch(({ message }) => assert.equal(message, "mine"));
      assert.equal(socket.readyState, 1);
      // What still listened would throw, and nobody would be told: it can be given nothing any more.
      const told = once(socket, "message");
      socket.send("two");
      assert.equal((await told).data, "two");
    });
  }

  it("return() ends a turn that waits", async () => {
    const socket = connect(new Scope().url("echo"));
    const iterator = socket[Symbol.asyncIterator]();
    const turn = iterator.next();
    assert.deepEqual(await iterator.return("mine"), { done: true, value: "mine" });
    assert.isTrue((await turn).done);
    assert.isTrue((await iterator.next()).done);
  });

  it("a client that ends without success ends the loop, too, and the end event says why", async () => {
    const url = () => Promise.reject(new Error("no token"));
    const socket = connect(url, [], { reconnect: { ...SOON, maxRetries: 1 } });
    const end = once(socket, "end");
    assert.deepEqual(await collect(socket), []);
    assert.equal((await end).cause, "retries-exhausted");
  });

  it("a client that has ended has nothing to tell, until reconnect()", async () => {
    const socket = connect(new Scope().url("push", { bytes: 1 }));
    await ended(socket);
    assert.deepEqual(await collect(socket), []);
    socket.reconnect();
    for await (const data of socket) {
      assert.equal(data, "0");
      break;
    }
  });

  it("a client that waits for reconnect() is waited for", async () => {
    const socket = connect(new Scope().url("push", { bytes: 1 }), [], { startClosed: true });
    const turn = socket[Symbol.asyncIterator]().next();
    socket.reconnect();
    assert.equal((await turn).value, "0");
  });
});
