import { assert, connect, counting, once, pause, Scope, several, Sockline, SOON, thrown } from "./support.js";

/** A socket of our own making that answers within `send`. */
class Echo {
  readyState = 0;
  bufferedAmount = 0;
  protocol = "";
  extensions = "";
  onopen = this.onmessage = this.onerror = this.onclose = null;
  constructor() {
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen?.(new Event("open"));
    });
  }
  send(data) {
    this.onmessage?.(new MessageEvent("message", { data }));
  }
  close() {
    this.readyState = 3;
    queueMicrotask(() => this.onclose?.(new CloseEvent("close", { code: 1000, wasClean: true })));
  }
}

describe("other sockets and other copies", () => {
  it("a socket that answers inside send() is heard", async () => {
    const socket = connect("ws://localhost/", [], { WebSocket: Echo });
    const received = [];
    socket.onmessage = ({ data }) => {
      received.push(data);
      if (data < 50) socket.send(`${Number(data) + 1}`);
    };
    await once(socket, "open");
    socket.send("0");
    await socket.drained();
    assert.deepEqual(received, Array.from({ length: 51 }, (_, index) => `${index}`));
    const ended = once(socket, "end");
    socket.close();
    await ended;
  });

  for (const [what, bufferedAmount] of [["has no bufferedAmount, as in workerd,", undefined], ["counts nothing", 0]]) {
    it(`a socket that ${what} is sent what waits`, async () => {
      class Silent extends Echo {
        bufferedAmount = bufferedAmount;
      }
      const socket = connect("ws://localhost/", [], { WebSocket: Silent, pacing: { window: 10 } });
      const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(20));
      for (const text of texts) assert.equal(socket.send(text), "queued");
      const messages = await several(socket, "message", texts.length);
      assert.deepEqual(messages.map(({ data }) => data), texts);
      await socket.drained();
      assert.equal(socket.bufferedAmount, 0);
    });
  }

  it("what a socket's end leaves is the client's own only where nothing reconnects", async () => {
    for (const reconnect of [true, false]) {
      let platforms;
      class Ending extends Echo {
        constructor() {
          super();
          platforms = this;
        }
        send(text) {
          this.bufferedAmount += text.length;
        }
      }
      const socket = connect("ws://localhost/", [], { WebSocket: Ending, reconnect });
      await once(socket, "open");
      socket.send("12345");
      // The server begins to close.
      platforms.readyState = 2;
      assert.equal(socket.readyState, reconnect ? 1 : 2);
      platforms.readyState = 3;
      const closed = once(socket, "close");
      platforms.onclose(new CloseEvent("close", { code: 1006 }));
      await closed;
      // It waits to be sent again, or is in the buffer for good, as the standard's is.
      assert.equal(socket.bufferedAmount, 5);
      assert.equal(socket.queue.bytes, reconnect ? 5 : 0);
    }
  });

  for (const whose of ["own", "server's"]) {
    it(`what the ${whose} close discards leaves what was sent before as it is`, async () => {
      let platform;
      class Counting extends Echo {
        constructor() {
          super();
          platform = this;
        }
        send(text) {
          // What is open takes it at once; what is closing counts it and keeps it, as the standard says.
          if (this.readyState > 1) this.bufferedAmount += text.length;
        }
        close() {
          this.readyState = 2;
        }
      }
      const socket = connect("ws://localhost/", [], { WebSocket: Counting, reconnect: false });
      await once(socket, "open");
      const drops = [];
      socket.ondrop = ({ data, reason }) => drops.push(`${reason} ${data}`);
      socket.send("before");
      if (whose === "own") socket.close();
      else platform.readyState = 2;
      assert.equal(socket.send("late"), "dropped");
      assert.equal(socket.bufferedAmount, 4);
      const ended = once(socket, "end");
      platform.readyState = 3;
      platform.onclose(new CloseEvent("close", { code: 1000, wasClean: whose === "own" }));
      await ended;
      // Of what a server's own close met on its way nobody knows.
      assert.deepEqual(drops, whose === "own" ? [] : ["unknown before"]);
      assert.equal(socket.bufferedAmount, 4);
    });
  }

  it("a life that ends before its URL is known is told to its end, though the one before has just ended", async () => {
    class Taking extends Echo {
      send() {}
    }
    let asked = 0;
    const url = () => (asked++ ? new Promise(() => {}) : "ws://localhost/");
    const socket = connect(url, [], { WebSocket: Taking });
    await once(socket, "open");
    const told = [];
    for (const type of ["error", "close", "end"]) socket.addEventListener(type, () => told.push(type));
    socket.ondrop = ({ data, reason }) => told.push(`${reason} ${data}`);
    const closed = once(socket, "close");
    socket.close();
    // Between the end of the first life and what follows it.
    await closed;
    socket.reconnect();
    socket.send("message");
    socket.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(told, ["close", "end", "error", "close", "closed message", "end"]);
  });

  it("a message is told whatever the recogniser of replies has sent before", async () => {
    let platform;
    class Pushing extends Echo {
      constructor() {
        super();
        platform = this;
      }
    }
    const socket = connect("ws://localhost/", [], {
      WebSocket: Pushing,
      heartbeat: {
        reply(data) {
          if (data === "outer") socket.send("inner");
          return false;
        },
      },
    });
    await once(socket, "open");
    const received = [];
    socket.onmessage = ({ data }) => received.push(data);
    platform.onmessage(new MessageEvent("message", { data: "outer" }));
    assert.deepEqual(received, ["inner", "outer"]);
  });

  it("what a socket takes no more waits for the next one", async () => {
    const sockets = [];
    class Recording extends Echo {
      texts = [];
      constructor() {
        super();
        sockets.push(this);
      }
      send(text) {
        this.texts.push(text);
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Recording, reconnect: SOON });
    await once(socket, "open");
    assert.equal(socket.send("first"), "sent");
    // The server begins to close.
    sockets[0].readyState = 2;
    for (const text of ["second", "third"]) assert.equal(socket.send(text), "queued");
    sockets[0].onclose(new CloseEvent("close", { code: 1001, wasClean: true }));
    await once(socket, "open");
    assert.deepEqual(sockets.map(({ texts }) => texts), [["first"], ["second", "third"]]);
  });

  it("what a socket refuses is given back, and what follows is sent", async () => {
    const texts = [];
    class Choosy extends Echo {
      send(text) {
        if (text === "bad") throw new Error("refused");
        texts.push(text);
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Choosy });
    const drop = once(socket, "drop");
    for (const text of ["one", "bad", "two"]) socket.send(text);
    const { data, reason } = await drop;
    assert.deepEqual([data, reason, texts], ["bad", "refused", ["one", "two"]]);
    assert.equal(socket.send("bad"), "dropped");
    assert.equal(socket.stats().droppedRefused, 2);
  });

  it("a socket that reports only an error, as Node 20's does, is retried", async () => {
    class Failing {
      readyState = 0;
      constructor() {
        queueMicrotask(() => this.onerror(new Event("error")));
      }
      close() {}
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Failing, reconnect: { ...SOON, connectDeadline: 60_000 } });
    const types = [];
    for (const type of ["error", "close"]) socket.addEventListener(type, () => types.push(type));
    const retries = await several(socket, "reconnecting", 2);
    assert.deepEqual(retries.map(({ attempt }) => attempt), [1, 2]);
    assert.deepEqual(types, ["error", "close", "error", "close"]);
  });

  it("a socket that cannot be set up is closed", async () => {
    let closed = 0;
    class Rigid extends Echo {
      set binaryType(type) {
        throw new Error(`no ${type}`);
      }
      close() {
        closed++;
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Rigid, reconnect: SOON });
    for (const attempt of [1, 2]) {
      assert.equal((await once(socket, "error")).error.message, "no blob");
      assert.equal(closed, attempt);
    }
  });

  it("an error that says why, as those of ws do, is handed on", async () => {
    const why = new Error("Unexpected server response: 401");
    class Telling extends Echo {
      constructor() {
        super();
        setTimeout(() => {
          this.readyState = 3;
          this.onerror(Object.assign(new Event("error"), { error: why }));
        });
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Telling, reconnect: SOON });
    assert.equal((await once(socket, "error")).error, why);
  });

  it("a platform without WebSocket is named as the reason", async () => {
    const { WebSocket } = window;
    window.WebSocket = undefined;
    try {
      const socket = connect("ws://localhost/", [], { reconnect: SOON });
      const { error } = await once(socket, "error");
      assert.instanceOf(error, TypeError);
      assert.include(error.message, "option 'WebSocket' must be a function");
    } finally {
      window.WebSocket = WebSocket;
    }
  });

  it("a socket that was given up has a listener for errors, without which ws ends the process", async () => {
    const listeners = [];
    class Emitter extends Echo {
      close() {
        listeners.push(typeof this.onerror);
        super.close();
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Emitter });
    const told = [];
    for (const type of ["error", "close"]) socket.addEventListener(type, () => told.push(type));
    socket.reconnect();
    await once(socket, "open");
    assert.deepEqual([listeners, told], [["function"], ["error", "close"]]);
  });

  it("a subclass may have its own reconnect(), and fields of its own", () => {
    const socket = new (counting(Sockline))("ws://localhost/", [], { WebSocket: Echo });
    assert.equal(socket.stats().attempts, 1);
    socket.reconnect();
    assert.deepEqual([socket.count, socket.stats().attempts], [1, 2]);
    socket.close();
  });

  it("a subclass may have a queue of its own", async () => {
    const socket = new (class extends Sockline {
      queue = ["mine"];
    })("ws://localhost/", [], { WebSocket: Echo });
    socket.send("12345");
    assert.equal(socket.bufferedAmount, 5);
    assert.deepEqual(socket.queue, ["mine"]);
    socket.close();
  });

  describe("a subclass whose members have Sockline's names", () => {
    /** As wrappers of `WebSocket` have them, for something else. */
    class Own extends Sockline {
      stats = { hits: 0 };
      queue = ["mine"];
      ready = Promise.resolve();
      drained = false;
      readable = false;
      writable = true;
      reconnect = 0;
      clearQueue = null;
      addEventListener = null;
      get readyState() {
        return "mine";
      }
      get bufferedAmount() {
        return "mine";
      }
    }
    const { get: readable } = Object.getOwnPropertyDescriptor(Sockline.prototype, "readable");
    const { get: writable } = Object.getOwnPropertyDescriptor(Sockline.prototype, "writable");
    let own;
    beforeEach(() => {
      own = new Own("ws://localhost/", [], { WebSocket: Echo, queue: { maxMessages: 1 } });
    });
    afterEach(() => own.close());

    it("has streams", async () => {
      const reader = readable.call(own).getReader();
      const writer = writable.call(own).getWriter();
      // The second finds no room until the first has left.
      own.send("zero");
      await Promise.all([writer.write("one"), writer.write("two")]);
      for (const word of ["zero", "one", "two"]) assert.equal((await reader.read()).value, word);
      await writer.close();
      assert.isTrue((await reader.read()).done);
      assert.isTrue((await readable.call(own).getReader().read()).done);
    });

    it("has loops", async () => {
      own.send("hello");
      for await (const data of own) {
        assert.equal(data, "hello");
        break;
      }
      own.close();
      for await (const data of own) assert.fail(data);
    });

    it("is closed where its block ends", async function () {
      if (!Symbol.asyncDispose) return this.skip();
      await own[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
    });
  });

  it("a subclass's own close() and send() are used where a block ends, and by the stream", async function () {
    const calls = [];
    class Own extends Sockline {
      send(data) {
        calls.push("send");
        return super.send(`own ${data}`);
      }
      close() {
        calls.push("close");
        super.close();
      }
    }
    const socket = new Own("ws://localhost/", [], { WebSocket: Echo });
    const told = once(socket, "message");
    await socket.writable.getWriter().write("hello");
    assert.equal((await told).data, "own hello");
    socket[Symbol.dispose ?? "close"]();
    await socket[Symbol.asyncDispose ?? "close"]();
    assert.deepEqual(calls, ["send", "close", "close"]);
  });

  it("can be imported, and sends ASCII, where there is no TextEncoder", async () => {
    const { TextEncoder } = window;
    delete window.TextEncoder;
    try {
      const { Sockline: Own } = await import("/dist/sockline.js?encoder");
      const socket = new Own("ws://localhost/", [], { WebSocket: Echo });
      socket.send("hello");
      assert.equal((await once(socket, "message")).data, "hello");
      socket.close();
    } finally {
      window.TextEncoder = TextEncoder;
    }
  });

  it("a heartbeat's reply of bytes hides no Blob, which equals nothing", async () => {
    const blob = new Blob(["hello"]);
    class Blobs extends Echo {
      send() {
        this.onmessage(new MessageEvent("message", { data: blob }));
      }
    }
    const heartbeat = { reply: new TextEncoder().encode("hello") };
    const socket = connect("ws://localhost/", [], { WebSocket: Blobs, binaryType: "arraybuffer", heartbeat });
    socket.send("hello");
    assert.equal((await once(socket, "message")).data, blob);
  });

  it("a buffer that empties in the middle of a task has room at once", async () => {
    let own;
    class Held extends Echo {
      constructor() {
        super();
        own = this;
      }
      send(data) {
        this.bufferedAmount += data.length;
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Held, pacing: { window: 10 } });
    await once(socket, "open");
    assert.equal(socket.send("0123456789"), "sent");
    assert.equal(socket.send("a"), "queued");
    own.bufferedAmount = 0;
    assert.equal(socket.send("b"), "sent");
    assert.equal(own.bufferedAmount, 2);
  });

  it("what is changed after sending is sent again as it was", async () => {
    const sent = [];
    /** Sends nothing, and holds everything until it breaks. */
    class Stuck extends Echo {
      send(data) {
        this.bufferedAmount += data.byteLength;
        sent.push([...new Uint8Array(data.buffer ?? data)]);
      }
    }
    const sockets = [];
    const make = function (...parameters) {
      sockets.push(new Stuck(...parameters));
      return sockets.at(-1);
    };
    const options = { WebSocket: make, reconnect: { base: 20, floor: 10 }, pacing: false };
    const socket = connect("ws://localhost/", [], options);
    await once(socket, "open");
    // More than share a buffer, and one that is too large to share one.
    const sizes = [...Array(100).fill(1_000), 20_000, 3];
    for (const [index, size] of sizes.entries()) {
      const data = new Uint8Array(size).fill(index);
      assert.equal(socket.send(index % 2 ? data : data.buffer), "sent");
      data.fill(255);
    }
    const first = sent.splice(0);
    const reopened = once(socket, "open");
    const [broken] = sockets;
    broken.readyState = 3;
    broken.onclose(new CloseEvent("close", { code: 1006 }));
    await reopened;
    assert.lengthOf(first, sizes.length);
    assert.deepEqual(sent, first);
    // They have gone now, and their space is used again.
    sockets[1].bufferedAmount = 0;
    await socket.drained();
    sent.length = 0;
    const again = new Uint8Array([1, 2, 3]);
    socket.send(again);
    again.fill(0);
    const back = once(socket, "open");
    sockets[1].readyState = 3;
    sockets[1].onclose(new CloseEvent("close", { code: 1006 }));
    await back;
    assert.deepEqual(sent, [[1, 2, 3], [1, 2, 3]]);
  });

  it("a constructor that throws is a failed attempt", async () => {
    let calls = 0;
    class Throws {
      constructor() {
        calls++;
        throw new Error("mine");
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Throws, reconnect: { base: 20, floor: 10, maxRetries: 1 } });
    const error = await once(socket, "error");
    assert.equal(error.error.message, "mine");
    const { cause } = await once(socket, "end");
    assert.equal(cause, "retries-exhausted");
    assert.equal(calls, 2);
  });

  it("a constructor that throws is heard at once where there is neither reconnection nor a provider", async () => {
    const fault = new Error("mine");
    class Throws {
      constructor() {
        throw fault;
      }
    }
    const options = { WebSocket: Throws, reconnect: false };
    assert.equal(thrown(() => connect("ws://localhost/", [], options)), fault);
    const socket = connect(() => "ws://localhost/", [], options);
    const closed = once(socket, "close");
    assert.equal((await once(socket, "error")).error, fault);
    assert.equal((await closed).code, 1006);
  });

  for (const [what, Class] of [["the class", Sockline], ["a subclass", class extends Sockline {}]]) {
    it(`${what} may take the place of the page's own WebSocket`, async () => {
      const scope = new Scope();
      const native = globalThis.WebSocket;
      globalThis.WebSocket = Class;
      try {
        const socket = new WebSocket(scope.url("echo"), [], { reconnect: { base: 50, floor: 10 } });
        await once(socket, "open");
        await scope.control("drop");
        await once(socket, "open");
        socket.send("hello");
        assert.equal((await once(socket, "message")).data, "hello");
        const ended = once(socket, "end");
        socket.close();
        await ended;
      } finally {
        globalThis.WebSocket = native;
      }
      assert.equal((await scope.control("stats")).accepted, 2);
    });
  }

  it("two copies of the package on a page do not disturb each other", async () => {
    const { default: Other } = await import("/dist/sockline.js?copy");
    assert.notEqual(Other, Sockline);
    const scope = new Scope();
    const ours = connect(scope.url("echo"));
    const theirs = new Other(scope.url("echo"));
    const answers = Promise.all([once(ours, "message"), once(theirs, "message")]);
    ours.send("ours");
    theirs.send("theirs");
    assert.deepEqual((await answers).map(({ data }) => data), ["ours", "theirs"]);
    const ended = once(theirs, "end");
    theirs.close();
    await ended;
    const answer = once(ours, "message");
    ours.send("still here");
    assert.equal((await answer).data, "still here");
  });

  it("a socket that would come back by itself, as another copy's, is let go of", async () => {
    class Returning extends Sockline {
      constructor(url, protocols) {
        super(url, protocols, { reconnect: SOON });
      }
    }
    const scope = new Scope();
    const socket = connect(scope.url("echo"), [], { WebSocket: Returning, reconnect: SOON });
    for (const connections of [1, 2, 3]) {
      await once(socket, "open");
      const { accepted, open } = await scope.control("stats");
      assert.deepEqual([accepted, open], [connections, 1]);
      const lost = once(socket, "close");
      await scope.control("drop");
      await lost;
    }
    const ended = once(socket, "end");
    socket.close();
    await ended;
    // Who came back would have by now.
    await pause(4 * SOON.cap);
    assert.equal((await scope.control("stats")).open, 0);
  });

  it("a message event of a socket that tells no origin has none", async () => {
    class Bare extends Echo {
      send(data) {
        this.onmessage({ data });
      }
    }
    const socket = connect("ws://localhost/", [], { WebSocket: Bare });
    socket.send("hello");
    assert.equal((await once(socket, "message")).origin, "");
  });
});
