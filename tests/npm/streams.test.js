import { assert, connect, once, pause, Scope, withReports } from "./support.js";

/** A URL that takes its time, and a connection with it. */
const late = (url) => () => new Promise((resolve) => setTimeout(resolve, 200, url));

const counted = async (socket) => {
  const answer = once(socket, "message");
  socket.send("count?");
  return JSON.parse((await answer).data);
};

/** What a promise rejects with. */
const rejection = (promise) =>
  promise.then(
    () => assert.fail("it was fulfilled"),
    (error) => error,
  );

describe("readable", () => {
  it("gives every message in order, and closes at the end of the client", async () => {
    const socket = connect(new Scope().url("push", { count: 50, bytes: 8 }));
    const reader = socket.readable.getReader();
    for (let index = 0; index < 50; index++) assert.equal(parseInt((await reader.read()).value), index);
    socket.close();
    assert.isTrue((await reader.read()).done);
    await reader.closed;
  });

  it("is one stream, made at the first use", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    const told = once(socket, "message");
    socket.send("before");
    await told;
    assert.equal(socket.readable, socket.readable);
    socket.send("after");
    assert.equal((await socket.readable.getReader().read()).value, "after");
  });

  it("cancel() stops listening, closes nothing, and the next stream begins afresh", async () => {
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    const first = socket.readable;
    await first.cancel();
    assert.equal(socket.readyState, 1);
    const second = socket.readable.getReader();
    assert.notEqual(socket.readable, first);
    socket.send("hello");
    assert.equal((await second.read()).value, "hello");
  });

  for (const [what, end] of Object.entries({
    "startClosed": () => connect("ws://localhost/", [], { startClosed: true }),
    "a pending function": () => connect(() => new Promise(() => {})),
    "a retry that waits": async () => {
      const socket = connect(new Scope().url("drop"), [], { reconnect: { base: 5_000, floor: 5_000 } });
      await once(socket, "reconnecting");
      return socket;
    },
  })) {
    it(`close() in the same task, with ${what}: it closes once`, async () => {
      const socket = await end();
      socket.close();
      assert.isTrue((await socket.readable.getReader().read()).done);
      // Already ended: what would close it comes after that.
      const iterator = socket[Symbol.asyncIterator]();
      await iterator.return();
      await socket.readable.cancel();
      // What is thrown now fails the test.
      await pause(10);
    });
  }

  it("a client that has ended has a closed stream, and after reconnect() a new one", async () => {
    const socket = connect(new Scope().url("push", { bytes: 1 }));
    const ended = once(socket, "end");
    socket.close();
    await ended;
    assert.isTrue((await socket.readable.getReader().read()).done);
    socket.reconnect();
    assert.equal((await socket.readable.getReader().read()).value, "0");
  });

  it("an end handler that was there first finds no stream of the life that ended", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("push", { bytes: 1 }));
    const afresh = new Promise((resolve) => {
      socket.onend = () => {
        socket.onend = null;
        socket.reconnect();
        resolve([socket.readable.getReader().read(), socket.writable.getWriter().write("x")]);
      };
    });
    const old = [socket.readable.getReader(), socket.writable.getWriter()];
    const failed = rejection(old[1].closed);
    socket.close();
    const [read, written] = await afresh;
    assert.isTrue((await old[0].read()).done);
    assert.equal((await failed).name, "InvalidStateError");
    assert.deepEqual(await read, { done: false, value: "0" });
    await written;
  });

  it("gives what a listener keeps from those that come after it", async () => {
    const socket = connect(new Scope().url("push", { count: 1, bytes: 8 }));
    const told = new Promise((resolve) => {
      socket.onmessage = (event) => {
        event.stopImmediatePropagation();
        resolve(event.data);
      };
    });
    const reader = socket.readable.getReader();
    const turn = socket[Symbol.asyncIterator]().next();
    const data = await told;
    socket.close();
    assert.equal((await reader.read()).value, data);
    assert.equal((await turn).value, data);
  });

  it("cancel() of what has ended already ends nothing twice", async () => {
    await withReports(async (reports) => {
      const socket = connect("ws://localhost/", [], { startClosed: true });
      const ended = once(socket, "end");
      socket.close();
      await ended;
      await socket.readable.cancel();
      await pause(0);
      assert.deepEqual(reports, []);
    });
  });

  it("listens no more when it was cancelled, however often", async () => {
    const socket = connect(new Scope().url("echo"), [], { startClosed: true });
    for (let index = 0; index < 3; index++) await socket.readable.cancel();
    const ended = once(socket, "end");
    socket.close();
    await ended;
  });
});

describe("writable", () => {
  it("fails when what was written is discarded, as it is without a queue while the connection closes", async () => {
    let platform;
    class Closing {
      readyState = 0;
      bufferedAmount = 0;
      texts = [];
      constructor() {
        platform = this;
        queueMicrotask(() => {
          this.readyState = 1;
          this.onopen(new Event("open"));
        });
      }
      send(text) {
        if (this.readyState === 1) this.texts.push(text);
      }
      close() {
        this.readyState = 3;
        queueMicrotask(() => this.onclose?.(new CloseEvent("close", { code: 1000, wasClean: true })));
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Closing, reconnect: false });
    await once(socket, "open");
    const writer = socket.writable.getWriter();
    await writer.write("taken");
    platform.readyState = 2;
    const { name } = await rejection(writer.write("discarded"));
    assert.equal(name, "InvalidStateError");
    assert.deepEqual(platform.texts, ["taken"]);
  });

  it("sends what is written, and what is piped through comes back", async () => {
    const socket = connect(new Scope().url("echo"));
    const words = ["one", "two", "three"];
    const source = new ReadableStream({
      start(controller) {
        words.forEach((word) => controller.enqueue(word));
        controller.close();
      },
    });
    const seen = [];
    const read = socket.readable.pipeTo(new WritableStream({ write: (word) => void seen.push(word) }));
    await source.pipeTo(socket.writable, { preventClose: true });
    while (seen.length < 3) await once(socket, "message");
    socket.close();
    await read;
    assert.deepEqual(seen, words);
  });

  it("a write waits until the message has left the queue", async () => {
    const socket = connect(late(new Scope().url("echo")));
    let isOpen = false;
    socket.onopen = () => (isOpen = true);
    const writer = socket.writable.getWriter();
    const written = writer.write("waits");
    await Promise.resolve();
    assert.deepEqual(socket.queue, { messages: 1, bytes: 5 });
    assert.equal(writer.desiredSize, 0);
    await written;
    assert.isTrue(isOpen);
    assert.equal(socket.queue.messages, 0);
  });

  it("an upload on a slow link keeps the queue free for others", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("sink", { rate: 4_000_000 }));
    const writer = socket.writable.getWriter();
    let most = 0;
    for (let index = 0; index < 200; index++) {
      await writer.write(new ArrayBuffer(20_000));
      most = Math.max(most, socket.queue.messages);
    }
    assert.isAtMost(most, 1);
    await socket.drained();
    assert.deepEqual(await counted(socket), { messages: 200, bytes: 4_000_000 });
  });

  it("a write waits for room, even for a message that is larger than the queue", async () => {
    const socket = connect(new Scope().url("sink"), [], { queue: { maxBytes: 1_000 } });
    const writer = socket.writable.getWriter();
    await writer.write(new ArrayBuffer(100_000));
    await writer.write(new ArrayBuffer(100_000));
    await socket.drained();
    assert.deepEqual(await counted(socket), { messages: 2, bytes: 200_000 });
  });

  it("close() delivers everything, closes the client and waits for its end", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"));
    const writer = socket.writable.getWriter();
    for (let index = 0; index < 5; index++) writer.write(`m${index}`);
    const end = once(socket, "end");
    await writer.close();
    assert.equal(socket.readyState, 3);
    assert.equal((await end).cause, "closed");
    await writer.closed;
    assert.deepEqual(await scope.control("record"), ["m0", "m1", "m2", "m3", "m4"]);
  });

  it("close() waits for the connection that delivers what was written", async () => {
    const scope = new Scope();
    const socket = connect(late(scope.url("record")));
    const writer = socket.writable.getWriter();
    writer.write("late");
    await writer.close();
    assert.deepEqual(await scope.control("record"), ["late"]);
  });

  it("abort() closes the client, and gives back what waits", async () => {
    const socket = connect(new Scope().url("silent"));
    const drop = once(socket, "drop");
    const end = once(socket, "end");
    const writer = socket.writable.getWriter();
    const written = rejection(writer.write("waits"));
    const closed = rejection(writer.closed);
    await Promise.resolve();
    await writer.abort(new Error("mine"));
    assert.equal((await drop).data, "waits");
    assert.equal((await end).cause, "closed");
    assert.exists(await written);
    assert.equal((await closed).message, "mine");
  });

  it("a client that ends makes it fail, with what waits and without", async () => {
    for (const text of ["waits", undefined]) {
      const socket = connect(new Scope().url("silent"));
      const writer = socket.writable.getWriter();
      const failed = [rejection(writer.closed)];
      if (text) failed.push(rejection(writer.write(text)));
      await Promise.resolve();
      socket.close();
      for (const { name } of await Promise.all(failed)) assert.equal(name, "InvalidStateError");
    }
  });

  for (const [what, make] of Object.entries({
    "startClosed": (url) => connect(url, [], { startClosed: true }),
    "a pending function": (url) => {
      const urls = [new Promise(() => {}), url];
      return connect(() => urls.shift());
    },
  })) {
    it(`what close() drops makes it fail, though reconnect() follows at once, with ${what}`, async () => {
      const socket = make(new Scope().url("echo"));
      const dropped = once(socket, "drop");
      const writer = socket.writable.getWriter();
      const failed = [writer.write("dropped"), writer.closed].map(rejection);
      await Promise.resolve();
      socket.close();
      socket.reconnect();
      assert.equal((await dropped).data, "dropped");
      for (const { name } of await Promise.all(failed)) assert.equal(name, "InvalidStateError");
      const answer = once(socket, "message");
      await socket.writable.getWriter().write("again");
      assert.equal((await answer).data, "again");
    });
  }

  it("what close() dropped before a write makes it not fail", async () => {
    const socket = connect(new Scope().url("echo"), [], { startClosed: true });
    const writer = socket.writable.getWriter();
    await pause(0);
    const dropped = once(socket, "drop");
    socket.send("dropped");
    socket.close();
    socket.reconnect();
    const answer = once(socket, "message");
    const written = writer.write("sent");
    assert.equal((await dropped).data, "dropped");
    await written;
    assert.equal((await answer).data, "sent");
  });

  it("after reconnect() there is a new stream", async () => {
    const socket = connect(new Scope().url("echo"));
    await socket.writable.close();
    assert.equal((await rejection(socket.writable.getWriter().write("late"))).name, "InvalidStateError");
    socket.reconnect();
    const answer = once(socket, "message");
    await socket.writable.getWriter().write("again");
    assert.equal((await answer).data, "again");
  });

  it("reconnect() after abort() has a new stream", async () => {
    const socket = connect(new Scope().url("echo"));
    const writer = socket.writable.getWriter();
    const closed = rejection(writer.closed);
    await writer.ready;
    writer.abort(new Error("mine"));
    socket.reconnect();
    assert.equal((await closed).message, "mine");
    const answer = once(socket, "message");
    await socket.writable.getWriter().write("again");
    assert.equal((await answer).data, "again");
  });

  it("reconnect() while close() waits for the server: the stream is closed, and there is a new one", async () => {
    // The first never answers the close frame.
    const scope = new Scope();
    const urls = [scope.url("mute"), scope.url("echo")];
    const socket = connect(() => urls.shift());
    await once(socket, "open");
    const writer = socket.writable.getWriter();
    const closing = once(socket, "close");
    const closed = writer.close();
    while (socket.readyState !== 2) await pause(1);
    socket.reconnect();
    await closing;
    await closed;
    const answer = once(socket, "message");
    await socket.writable.getWriter().write("again");
    assert.equal((await answer).data, "again");
  });

  it("what can't be sent makes it fail, and the client goes on", async () => {
    const socket = connect(new Scope().url("echo"));
    const writer = socket.writable.getWriter();
    assert.instanceOf(await rejection(writer.write(Symbol("no"))), TypeError);
    socket.send("hello");
    assert.equal((await once(socket, "message")).data, "hello");
    const answer = once(socket, "message");
    await socket.writable.getWriter().write("again");
    assert.equal((await answer).data, "again");
  });

  it("as plain as WebSocket, what is written too early makes it fail, and there is a new one", async () => {
    const socket = connect(new Scope().url("echo"), [], { reconnect: false });
    assert.equal((await rejection(socket.writable.getWriter().write("early"))).name, "InvalidStateError");
    await once(socket, "open");
    const answer = once(socket, "message");
    await socket.writable.getWriter().write("hello");
    assert.equal((await answer).data, "hello");
  });
});
