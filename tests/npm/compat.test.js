import ReconnectingWebSocket, * as compat from "/dist/compat.js";
import { assert, counting, once, pause, Scope, Sockline, thrown } from "./support.js";

const open = [];

/** One that is closed after the test. */
function connect(...parameters) {
  const socket = new ReconnectingWebSocket(...parameters);
  open.push(socket);
  return socket;
}

const SHORT = { minReconnectionDelay: 10, maxReconnectionDelay: 40 };

// Sockets of our own, because Firefox puts attempts off after failures.
const refused = class {
  constructor() {
    throw new Error("refused");
  }
};
const dropped = class {
  readyState = 0;
  bufferedAmount = 0;
  constructor() {
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.(new Event("open"));
      this.readyState = 3;
      this.onclose?.(new CloseEvent("close", { code: 1006 }));
    });
  }
  close() {}
};

/** Opens, takes everything and sends nothing of it. */
const stuck = class {
  readyState = 0;
  bufferedAmount = 0;
  constructor() {
    setTimeout(() => {
      this.readyState = 1;
      this.onopen(new Event("open"));
    });
  }
  send(text) {
    this.bufferedAmount += text.length;
  }
  lose() {
    this.readyState = 3;
    this.onclose(new CloseEvent("close", { code: 1006 }));
  }
  close() {}
};

/** What `/record` was sent, asked when everything has left. */
async function recorded(socket) {
  await socket.drained();
  const answer = once(socket, "message");
  socket.send("record?");
  return JSON.parse((await answer).data);
}

/** The delays of the first retries. */
async function delays(count, options) {
  const socket = connect("ws://localhost", [], { ...options, WebSocket: refused });
  const seen = [];
  while (seen.length < count) seen.push((await once(socket, "reconnecting")).delay);
  return seen;
}

/** What `/record` was sent when 50 ms have passed and a message with a key has come, and what was dropped. */
async function sentAfterAWhile(socket) {
  const drops = [];
  socket.addEventListener("drop", ({ data, reason }) => drops.push(`${reason} ${data}`));
  await pause(50);
  socket.reconnect();
  socket.send("at 2", { key: "cursor" });
  await once(socket, "open");
  await socket.drained();
  const answer = once(socket, "message");
  socket.send("record?");
  return [JSON.parse((await answer).data), drops.sort()];
}

describe("sockline/compat", () => {
  afterEach(() => {
    for (const socket of open.splice(0)) socket.close();
  });

  it("is a Sockline under the names of both packages", () => {
    assert.equal(Object.getPrototypeOf(ReconnectingWebSocket), Sockline);
    assert.equal(compat.WebSocket, ReconnectingWebSocket);
    assert.equal(compat.ReconnectingWebSocket, ReconnectingWebSocket);
    assert.equal(ReconnectingWebSocket.name, "ReconnectingWebSocket");
    assert.equal(ReconnectingWebSocket.OPEN, 1);
  });

  it("delays stay between the least and the most, and grow unless the factor is 1", async () => {
    const [first, second, third] = await delays(3, { minReconnectionDelay: 20, maxReconnectionDelay: 60 });
    assert.isTrue(first >= 20 && first <= 40, `${first}`);
    for (const delay of [second, third]) assert.isTrue(delay >= 20 && delay <= 60, `${delay}`);
    for (const delay of await delays(4, { minReconnectionDelay: 10, reconnectionDelayGrowFactor: 1 })) {
      assert.isTrue(delay >= 10 && delay <= 20, `${delay}`);
    }
    // Those that do not grow are all 2 at most; of eight that grow all are so once in 10^9 times.
    const growing = await delays(8, { minReconnectionDelay: 1 });
    assert.isTrue(Math.max(...growing) > 2, `${growing}`);
    // The most counts, as there.
    assert.deepEqual(await delays(2, { minReconnectionDelay: 50, maxReconnectionDelay: 5 }), [5, 5]);
  });

  it("nothing reconnects from close() on, and wrong options of a message are named", async () => {
    const lines = [];
    const socket = connect(new Scope().url("echo"), [], { debugLogger: (...line) => lines.push(line) });
    await once(socket, "open");
    assert.isTrue(socket.shouldReconnect);
    assert.instanceOf(thrown(() => socket.send("text", { priority: "urgent" })), TypeError);
    socket.close();
    assert.equal(socket.readyState, 2);
    assert.isFalse(socket.shouldReconnect);
    await once(socket, "end");
    // Without `debug` nothing is logged.
    assert.deepEqual(lines, []);
  });

  it("the first delays of clients differ", async () => {
    const options = { minReconnectionDelay: 20 };
    const firsts = await Promise.all(Array.from({ length: 10 }, () => delays(1, options)));
    for (const [delay] of firsts) assert.isTrue(delay >= 20 && delay <= 40, `${delay}`);
    assert.isAbove(new Set(firsts.flat()).size, 1);
  });

  it("maxRetries counts retries, and retryCount says how many there were", async () => {
    // What never opened has not lasted.
    const options = { ...SHORT, maxRetries: 2, minUptime: 0, WebSocket: refused };
    const socket = connect("ws://localhost", [], options);
    const causes = [];
    socket.onend = ({ cause }) => causes.push(cause);
    await once(socket, "end");
    assert.deepEqual(causes, ["retries-exhausted"]);
    assert.equal(socket.stats().attempts, 3);
    assert.equal(socket.retryCount, 2);
    assert.isFalse(socket.shouldReconnect);
    socket.reconnect();
    // Counted anew.
    assert.equal(socket.retryCount, 0);
    await once(socket, "reconnecting");
    assert.equal(socket.retryCount, 1);
    assert.isTrue(socket.shouldReconnect);
  });

  it("retryCount is 0 once a connection has lasted for minUptime", async () => {
    // The first attempt fails, the others open.
    let attempts = 0;
    const Late = class extends WebSocket {
      constructor(...parameters) {
        if (attempts++ === 0) throw new Error("refused");
        super(...parameters);
      }
    };
    for (const stable of [{ minUptime: 100 }, { minUptime: 9_000, reconnect: { stableAfter: 100 } }]) {
      attempts = 0;
      const socket = connect(new Scope().url("echo"), [], { ...SHORT, ...stable, WebSocket: Late });
      await once(socket, "open");
      assert.equal(socket.retryCount, 1);
      await pause(110);
      assert.equal(socket.retryCount, 0);
    }
  });

  it("the cause of the end is that of the last loss", async () => {
    const causes = [];
    const ended = (socket) => once(socket, "end").then(({ cause }) => causes.push(cause));
    const answers = [true, false];
    const shouldReconnectOnClose = () => answers.shift();
    const options = { ...SHORT, maxRetries: 1, shouldReconnectOnClose, WebSocket: refused };
    const socket = connect("ws://localhost", [], options);
    await ended(socket);
    socket.reconnect();
    await ended(socket);
    // The page's own function counts for Sockline, which knows nothing of theirs then.
    const shouldReconnect = () => false;
    await ended(connect("ws://localhost", [], { ...options, maxRetries: 0, reconnect: { shouldReconnect } }));
    assert.deepEqual(causes, ["retries-exhausted", "declined", "declined"]);
  });

  it("reconnect.maxRetries counts more than maxRetries", async () => {
    const options = { ...SHORT, maxRetries: 5, reconnect: { maxRetries: 1 }, WebSocket: refused };
    const socket = connect("ws://localhost", [], options);
    await once(socket, "end");
    assert.equal(socket.stats().attempts, 2);
  });

  it("minUptime decides when the count starts again", async () => {
    const socket = connect("ws://localhost", [], { ...SHORT, minUptime: 0, maxRetries: 1, WebSocket: dropped });
    for (let round = 0; round < 3; round++) await once(socket, "open");
  });

  it("connectionTimeout ends an attempt", async () => {
    const socket = connect(new Scope().url("silent"), [], { ...SHORT, connectionTimeout: 50 });
    assert.equal((await once(socket, "reconnecting")).cause, "timeout");
  });

  it("every close code is retried, unless shouldReconnectOnClose says no", async () => {
    const always = connect(new Scope().url("close", { code: 1008 }), [], SHORT);
    assert.isTrue((await once(always, "close")).willReconnect);
    const codes = [];
    const never = connect(new Scope().url("close", { code: 4000 }), [], {
      ...SHORT,
      shouldReconnectOnClose: ({ code }) => codes.push(code) < 2,
    });
    assert.equal((await once(never, "end")).cause, "declined");
    assert.deepEqual(codes, [4000, 4000]);
  });

  it("send tells whether it was sent at once, and drops what finds no room", async () => {
    const socket = connect(new Scope().url("record"), undefined, { maxEnqueuedMessages: 2 });
    const drop = once(socket, "drop");
    assert.deepEqual(["a", "b", "c"].map((text) => socket.send(text)), [false, false, false]);
    assert.equal((await drop).data, "c");
    await once(socket, "open");
    await socket.drained();
    const answer = once(socket, "message");
    assert.isTrue(socket.send("record?"));
    assert.deepEqual(JSON.parse((await answer).data), ["a", "b"]);
  });

  it("maxEnqueuedMessages counts only what waits while it is not open", async () => {
    const socket = connect(new Scope().url("record"), [], { maxEnqueuedMessages: 0 });
    const drops = [];
    socket.ondrop = ({ data, reason }) => drops.push([data, reason]);
    assert.isFalse(socket.send("early"));
    await once(socket, "open");
    const burst = Array.from({ length: 1_000 }, (_, index) => `${index} `.padEnd(1_024, "x"));
    for (const text of burst) socket.send(text);
    assert.deepEqual(await recorded(socket), burst);
    assert.deepEqual(drops, [["early", "overflow"]]);
    assert.equal(socket.stats().droppedOverflow, 1);
  });

  it("what is sent in onopen is sent, though as much waits as may", async () => {
    // As many as Sockline's own bound, too.
    for (const most of [2, 65_536]) {
      const waiting = Array.from({ length: most }, (_, index) => `${index}`);
      const socket = connect(new Scope().url("record"), [], { maxEnqueuedMessages: most });
      socket.onopen = () => socket.send("auth");
      for (const text of waiting) socket.send(text);
      await once(socket, "open");
      assert.deepEqual(await recorded(socket), [...waiting, "auth"]);
    }
  });

  it("a drop for want of room is told after send() has returned, and what is wrong with the message is named", async () => {
    const socket = connect("ws://localhost", [], { startClosed: true, maxEnqueuedMessages: 0 });
    const drops = [];
    socket.ondrop = ({ data }) => drops.push([...new Uint8Array(data)]);
    const bytes = new Uint8Array([1]);
    for (const ending of [() => {}, () => socket.close()]) {
      ending();
      assert.isFalse(socket.send(bytes));
      bytes[0]++;
      assert.deepEqual(drops, []);
      assert.instanceOf(thrown(() => socket.send(bytes, { priority: "urgent" })), TypeError);
      await pause(0);
      // As it was, and a copy.
      assert.deepEqual(drops.splice(0), [[bytes[0] - 1]]);
    }
    assert.equal(socket.stats().droppedOverflow, 2);
  });

  it("a message with a key takes the other's place, though as much waits as may", async () => {
    const options = { startClosed: true, maxEnqueuedMessages: 2 };
    const socket = connect("ws://localhost", [], options);
    const drops = [];
    socket.ondrop = ({ data, reason }) => drops.push(`${reason} ${data}`);
    socket.send("at 1", { key: "cursor" });
    socket.send("text");
    socket.send("at 2", { key: "cursor" });
    socket.send("other", { key: "other" });
    await pause(0);
    assert.deepEqual(drops.sort(), ["overflow other", "replaced at 1"]);
    socket.close();
    // Here nothing is replaced.
    socket.send("at 3", { key: "cursor" });
    assert.deepEqual(socket.drainQueuedMessages(), ["at 2", "text"]);
  });

  it("an option that is undefined is none, of Sockline's too", async () => {
    const refused = new Scope().url("refuse");
    const reconnect = { shouldReconnect: undefined, base: undefined, cap: undefined, floor: undefined };
    const socket = connect(refused, [], { minReconnectionDelay: 1, maxReconnectionDelay: 2, maxRetries: 1, reconnect });
    assert.isBelow((await once(socket, "reconnecting")).delay, 3);
    assert.equal((await once(socket, "end")).cause, "retries-exhausted");
    const queue = { maxMessages: undefined, overflow: undefined, maxBytes: 3 };
    assert.isFalse(connect(refused, [], { startClosed: true, queue }).send("long"));
  });

  it("rules of the page for Sockline's queue are the only ones for it", async () => {
    const sent = (queue) => {
      const options = { startClosed: true, maxEnqueuedMessages: 2, queue };
      const socket = connect("ws://localhost", [], options);
      const errors = [];
      for (const text of ["a", "b", "c", "d"]) {
        try {
          socket.send(text);
        } catch (error) {
          errors.push(error.name);
        }
      }
      return [...socket.drainQueuedMessages(), ...errors];
    };
    assert.deepEqual(sent({ maxMessages: 3 }), ["a", "b", "c"]);
    assert.deepEqual(sent({ overflow: "drop-oldest" }), ["c", "d"]);
    assert.deepEqual(sent({ overflow: "reject" }), ["a", "b", "QuotaExceededError", "QuotaExceededError"]);
    for (const none of [{ overflow: "drop-newest" }, { maxBytes: 100 }, { maxMessages: undefined }]) {
      assert.deepEqual(sent(none), ["a", "b"]);
    }
  });

  it("what waited while it was open is kept at the end, though it is more than may wait otherwise", async () => {
    let last;
    const Socket = class extends stuck {
      constructor() {
        super();
        last = this;
      }
    };
    const options = { maxEnqueuedMessages: 1, maxRetries: 0, WebSocket: Socket };
    const socket = connect("ws://localhost", [], options);
    const drops = [];
    socket.ondrop = ({ data }) => drops.push(data);
    await once(socket, "open");
    const texts = Array.from({ length: 200 }, (_, index) => `${index}`.padEnd(1_024));
    for (const text of texts) socket.send(text);
    const ended = once(socket, "end");
    last.lose();
    await ended;
    socket.send("one more");
    await pause(0);
    assert.deepEqual(drops, ["one more"]);
    socket.reconnect();
    assert.deepEqual(socket.drainQueuedMessages(), texts);
  });

  it("is closed while it waits for the next attempt, and connecting in it", async () => {
    const socket = connect("ws://localhost", [], { ...SHORT, WebSocket: dropped });
    assert.equal(socket.readyState, 0);
    const states = [];
    for (const type of ["open", "close", "reconnecting"]) {
      socket.addEventListener(type, () => states.push(`${type} ${socket.readyState}`));
    }
    await once(socket, "reconnecting");
    assert.deepEqual(states, ["open 1", "close 3", "reconnecting 3"]);
    assert.isTrue(socket.shouldReconnect);
  });

  it("an error event has a message", async () => {
    const socket = connect("ws://localhost", [], { ...SHORT, WebSocket: refused });
    const { message, error } = await once(socket, "error");
    assert.equal(message, "refused");
    assert.equal(error.message, message);
    const silent = class {
      constructor() {
        setTimeout(() => this.onerror(new Event("error")));
      }
      close() {
        setTimeout(() => this.onclose(new CloseEvent("close", { code: 1006 })));
      }
    };
    assert.equal((await once(connect("ws://localhost", [], { ...SHORT, WebSocket: silent }), "error")).message, "");
  });

  it("an attempt that close() ends is no error, and one that fails after that is", async () => {
    const unanswered = class extends dropped {
      constructor() {
        super();
        this.onopen = undefined;
        Object.defineProperty(this, "onopen", { set() {} });
      }
    };
    const sockets = [() => connect("ws://localhost", [], { WebSocket: unanswered })];
    // While the URL is asked for.
    sockets.push(() => connect(() => new Promise(() => {}), [], { WebSocket: unanswered }));
    for (const make of sockets) {
      const socket = make();
      const told = [];
      for (const type of ["error", "close", "end"]) socket.addEventListener(type, () => told.push(type));
      socket.close();
      socket.reconnect();
      const ended = once(socket, "end");
      socket.close();
      await ended;
      assert.notInclude(told, "error");
    }
    const socket = connect("ws://localhost", [], { ...SHORT, WebSocket: refused, startClosed: true });
    socket.close();
    const failed = once(socket, "error");
    socket.reconnect();
    assert.equal((await failed).message, "refused");
  });

  it("an attempt that reconnect() ends is no error, and one that fails after that is", async () => {
    const last = {};
    const Socket = class {
      constructor() {
        if (last.refuses) throw new Error("refused");
        last.socket = this;
        setTimeout(() => last.opens && this.onopen(new Event("open")));
      }
      close() {}
    };
    const events = (socket) => {
      const told = [];
      for (const type of ["error", "close"]) socket.addEventListener(type, () => told.push(type));
      return told;
    };
    // While it is connecting, and while the URL is asked for.
    for (const url of ["ws://localhost", () => new Promise(() => {})]) {
      const socket = connect(url, [], { WebSocket: Socket });
      const told = events(socket);
      // Nothing is told of those that are replaced before anything has happened to them.
      for (let count = 0; count < 3; count++) socket.reconnect();
      await pause(0);
      assert.deepEqual(told, ["close"]);
      socket.reconnect();
      const ended = once(socket, "end");
      socket.close();
      last.socket.onclose(new CloseEvent("close", { code: 1006 }));
      await ended;
      assert.deepEqual(told, ["close", "close"]);
    }
    const socket = connect("ws://localhost", [], { ...SHORT, WebSocket: Socket });
    const told = events(socket);
    socket.reconnect();
    last.refuses = true;
    socket.reconnect();
    await once(socket, "reconnecting");
    assert.deepEqual(told, ["close", "error", "close"]);
    last.refuses = false;
    // An open connection that is replaced has not been an attempt.
    last.opens = true;
    await once(socket, "open");
    socket.reconnect();
    await once(socket, "open");
    const lost = once(socket, "error");
    last.socket.onerror(new Event("error"));
    await lost;
  });

  it("what waits at close() or is sent after it goes out after reconnect()", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"), null, { startClosed: true, maxEnqueuedMessages: 2 });
    assert.equal(socket.readyState, ReconnectingWebSocket.CLOSED);
    assert.isFalse(socket.shouldReconnect);
    assert.isFalse(socket.send("before"));
    const ended = once(socket, "end");
    socket.close();
    await ended;
    assert.isFalse(socket.send("after"));
    const drop = once(socket, "drop");
    socket.send("too much");
    const { data, reason } = await drop;
    assert.deepEqual([data, reason], ["too much", "overflow"]);
    socket.reconnect();
    await socket.drained();
    const answer = once(socket, "message");
    socket.send("record?");
    assert.deepEqual(JSON.parse((await answer).data), ["before", "after"]);
  });

  it("what is kept is not told as dropped: a page that saves what is dropped would send it twice", async () => {
    const scope = new Scope();
    let attempts = 0;
    const url = () => (attempts++ < 2 ? Promise.reject(new Error("no token")) : scope.url("record"));
    const lines = [];
    const debugLogger = (mark, type) => lines.push(type);
    const socket = connect(url, [], { ...SHORT, maxRetries: 1, debug: true, debugLogger });
    const saved = [];
    socket.ondrop = ({ data }) => saved.push(data);
    socket.addEventListener("drop", ({ data }) => saved.push(data), true);
    socket.send("hello");
    await once(socket, "end");
    assert.deepEqual(saved, []);
    assert.equal(socket.stats().droppedClosed, 0);
    assert.notInclude(lines, "drop");
    socket.reconnect();
    await once(socket, "open");
    assert.deepEqual(await recorded(socket), ["hello"]);
  });

  it("close() and reconnect() in one task lose nothing that waited", async () => {
    const waiting = {
      retry: async (url) => {
        const socket = connect(url, [], SHORT);
        await once(socket, "open");
        return socket;
      },
      "URL function": (url) => {
        let calls = 0;
        return connect(() => (calls++ ? url : new Promise(() => {})), [], SHORT);
      },
      startClosed: (url) => connect(url, [], { startClosed: true }),
    };
    for (const [what, make] of Object.entries(waiting)) {
      const scope = new Scope();
      const socket = await make(scope.url("record"));
      if (what === "retry") {
        const retry = once(socket, "reconnecting");
        await scope.control("drop");
        await retry;
      }
      socket.send("a");
      socket.close();
      socket.reconnect();
      socket.send("b");
      await once(socket, "open");
      await socket.drained();
      const answer = once(socket, "message");
      socket.send("record?");
      assert.deepEqual(JSON.parse((await answer).data), ["a", "b"], what);
    }
  });

  it("reconnect() before the end has given back what waited: it is sent first, and what has no room is kept", async () => {
    const scope = new Scope();
    let attempts = 0;
    const url = () => (attempts++ ? scope.url("record") : Promise.reject(new Error("no token")));
    const options = { ...SHORT, maxRetries: 0, queue: { maxMessages: 1, overflow: "reject" } };
    const socket = connect(url, [], options);
    socket.send("a");
    socket.onclose = () => {
      socket.onclose = null;
      socket.reconnect();
      // There is no room for it.
      socket.send("b");
    };
    await once(socket, "open");
    await socket.drained();
    socket.reconnect();
    await once(socket, "open");
    await socket.drained();
    const answer = once(socket, "message");
    socket.send("record?");
    assert.deepEqual(JSON.parse((await answer).data), ["a", "b"]);
  });

  it("what waited is sent before what the last close handler sends, on either side of its reconnect()", async () => {
    const scope = new Scope();
    let attempts = 0;
    const url = () => (attempts++ ? scope.url("record") : Promise.reject(new Error("no token")));
    for (const type of ["close", "error"]) {
      attempts = 0;
      const socket = connect(url, [], { ...SHORT, maxRetries: 0 });
      socket.send("old 1");
      socket.send("old 2");
      const again = () => {
        socket.send("new 1");
        socket.reconnect();
        socket.send("new 2");
      };
      socket.addEventListener(type, again, { once: true });
      await once(socket, "open");
      const sent = await recorded(socket);
      assert.deepEqual(sent.splice(-4), ["old 1", "old 2", "new 1", "new 2"], type);
    }
  });

  it("what is dropped is forgotten: neither does it hold a place, nor does it lend its time to live", async () => {
    const socket = connect("ws://localhost", [], { startClosed: true, maxEnqueuedMessages: 3 });
    socket.send("first");
    socket.send("short", { key: "k", ttl: 1 });
    assert.equal((await once(socket, "drop")).reason, "expired");
    socket.send("second");
    socket.send("third");
    const dropped = once(socket, "drop");
    // The key's place is gone.
    socket.send("fourth", { key: "k" });
    assert.equal((await dropped).data, "fourth");
    assert.equal(socket.queue.messages, 3);
  });

  it("what never waited in the queue takes no note with it when it is dropped", async () => {
    const options = { startClosed: true, maxEnqueuedMessages: 2 };
    // Dropped at once, or kept until it has expired.
    for (const reason of ["overflow", "expired"]) {
      const socket = connect(() => new Promise(() => {}), [], options);
      const drops = [];
      socket.ondrop = ({ data, reason }) => drops.push(`${reason} ${data}`);
      const end = async () => {
        const ended = once(socket, "end");
        socket.close();
        await ended;
      };
      if (reason === "expired") {
        await end();
        socket.send("text", { ttl: 1 });
        await pause(10);
        socket.reconnect();
      }
      socket.send("text", { key: "k" });
      socket.send("other");
      if (reason === "overflow") socket.send("text");
      await pause(0);
      await end();
      socket.reconnect();
      socket.send("at 2", { key: "k" });
      await pause(0);
      assert.deepEqual(drops, [`${reason} text`, "replaced text"]);
      assert.deepEqual(socket.drainQueuedMessages(), ["at 2", "other"]);
    }
  });

  it("an empty message keeps its time to live", async () => {
    const socket = connect(new Scope().url("record"), [], { startClosed: true });
    socket.send("", { ttl: 20 });
    socket.send("not empty", { ttl: 20 });
    const ended = once(socket, "end");
    socket.close();
    await ended;
    assert.deepEqual(await sentAfterAWhile(socket), [["at 2"], ["expired ", "expired not empty"]]);
  });

  it("a close() that is refused has changed nothing", async () => {
    const socket = connect(new Scope().url("record"), [], { startClosed: true });
    socket.send("low", { priority: "low" });
    socket.send("at 1", { key: "cursor" });
    socket.send("high", { priority: "high" });
    socket.send("short", { ttl: 20 });
    assert.throws(() => socket.close(1), "close code");
    assert.throws(() => socket.close(1000, "é".repeat(62)), "close reason");
    assert.equal(socket.queue.messages, 4);
    assert.deepEqual(await sentAfterAWhile(socket), [["high", "at 2", "low"], ["expired short", "replaced at 1"]]);
  });

  it("what waits at close() or is sent after it keeps its priority, its key and its time to live", async () => {
    for (const when of ["before", "after", "in between"]) {
      const socket = connect(new Scope().url("record"), [], { startClosed: true });
      const end = async () => {
        const ended = once(socket, "end");
        socket.close();
        await ended;
      };
      if (when === "after") await end();
      socket.send("low", { priority: "low" });
      socket.send(new Blob(["b"]), { priority: "low" });
      socket.send("at 1", { key: "cursor" });
      if (when === "in between") await end();
      socket.send(new TextEncoder().encode("high"), { priority: "high" });
      socket.send("short", { ttl: 20 });
      if (when === "before") await end();
      const [sent, drops] = await sentAfterAWhile(socket);
      assert.deepEqual(sent, [4, "at 2", "low", 1], when);
      assert.deepEqual(drops, ["expired short", "replaced at 1"], when);
    }
  });

  it("what is changed after the end goes out as it was", async () => {
    const socket = connect("ws://localhost", [], { startClosed: true });
    const ended = once(socket, "end");
    socket.close();
    await ended;
    const bytes = new Uint8Array([0, 1, 2, 3]);
    const list = ["a"];
    const blob = new Blob(["b"]);
    const view = new DataView(bytes.buffer, 1, 2);
    for (const data of [bytes, bytes.buffer, view, list, blob, "text"]) socket.send(data);
    bytes.fill(9);
    list.push("changed");
    const kept = socket.drainQueuedMessages();
    const buffers = kept.splice(0, 3).map((buffer) => [...new Uint8Array(buffer)]);
    assert.deepEqual(buffers, [[0, 1, 2, 3], [0, 1, 2, 3], [1, 2]]);
    assert.deepEqual(kept, ["a", blob, "text"]);
  });

  it("reconnect() keeps what the queue has no room for", async () => {
    const options = { startClosed: true, queue: { maxMessages: 1, overflow: "reject" } };
    const socket = connect(new Scope().url("silent"), [], options);
    const ended = once(socket, "end");
    socket.close();
    await ended;
    for (const text of ["a", "b", "c"]) socket.send(text);
    socket.reconnect();
    assert.equal(socket.queue.messages, 1);
    assert.deepEqual(socket.drainQueuedMessages(), ["a", "b", "c"]);
  });

  it("a subclass's own send() is asked once for each message", async () => {
    const socket = new (class extends ReconnectingWebSocket {
      send(data) {
        return super.send(JSON.stringify(data));
      }
    })(new Scope().url("silent"), [], { startClosed: true });
    open.push(socket);
    socket.send("before");
    const ended = once(socket, "end");
    socket.close();
    await ended;
    socket.send("after");
    socket.reconnect();
    assert.deepEqual(socket.drainQueuedMessages(), ['"before"', '"after"']);
  });

  it("a subclass's field is a handler, and called before all listeners", async () => {
    class Chat extends ReconnectingWebSocket {
      told = [];
      onopen = () => this.told.push("open");
      onmessage = ({ data }) => this.told.push(data);
      onclose = null;
    }
    const socket = new Chat(new Scope().url("echo"), [], SHORT);
    open.push(socket);
    socket.addEventListener("message", () => socket.told.push("listener"));
    socket.send("hello");
    await once(socket, "message");
    assert.deepEqual(socket.told, ["open", "hello", "listener"]);
    socket.onmessage = "no function";
    socket.send("again");
    await once(socket, "message");
    assert.deepEqual(socket.told.slice(3), ["listener"]);
  });

  it("a subclass may have its own reconnect(), and fields of its own", () => {
    const socket = new (counting(ReconnectingWebSocket))("ws://localhost", [], { WebSocket: dropped });
    socket.reconnect();
    assert.equal(socket.count, 1);
    socket.close();
  });

  it("a subclass may have members of its own by the names of Sockline's", async () => {
    class Own extends ReconnectingWebSocket {
      stats = { hits: 0 };
      clearQueue = null;
      shouldReconnect = false;
      dispatchEvent = null;
      get readyState() {
        return "mine";
      }
      get bufferedAmount() {
        return "mine";
      }
      get addEventListener() {
        return null;
      }
    }
    const drops = [];
    const socket = new Own(new Scope().url("record"), [], { startClosed: true, debug: true, debugLogger() {}, maxEnqueuedMessages: 2 });
    socket.ondrop = ({ data }) => drops.push(data);
    assert.equal(socket.retryCount, 0);
    socket.send("one", { priority: "low" });
    socket.close();
    socket.send("two");
    socket.send("three");
    socket.reconnect();
    socket.close();
    assert.deepEqual(socket.drainQueuedMessages(), ["two", "one"]);
    await pause(0);
    assert.deepEqual(drops, ["three"]);
  });

  for (const none of ["", null, undefined]) {
    it(`protocols of ${JSON.stringify(none)} are none, given or asked for`, async () => {
      for (const protocols of [none, () => none, async () => none]) {
        const socket = connect(new Scope().url("echo"), protocols, SHORT);
        await once(socket, "open");
        assert.equal(socket.protocol, "");
      }
    });
  }

  it("protocols are offered, given or asked for", async () => {
    const offered = ["v1", "v2"];
    for (const protocols of [offered, () => offered, async () => offered]) {
      const socket = connect(new Scope().url("echo", { protocol: "v2" }), protocols, SHORT);
      await once(socket, "open");
      assert.equal(socket.protocol, "v2");
    }
  });

  it("drainQueuedMessages() gives back what was not sent, before and after the end", async () => {
    const socket = connect(new Scope().url("silent"), [], { startClosed: true });
    socket.send("one");
    assert.deepEqual(socket.drainQueuedMessages(), ["one"]);
    socket.send("two");
    const ended = once(socket, "end");
    socket.close();
    await ended;
    socket.send("three");
    assert.deepEqual(socket.drainQueuedMessages(), ["two", "three"]);
    assert.deepEqual(socket.drainQueuedMessages(), []);
  });

  it("what waits at the end comes before what is sent after it", async () => {
    const scope = new Scope();
    const urls = [scope.url("refuse"), scope.url("record")];
    const socket = connect(async () => urls.shift(), [], { maxRetries: 0 });
    for (const text of ["1", "2"]) socket.send(text);
    socket.onclose = () => {
      socket.onclose = null;
      socket.send("3");
    };
    await once(socket, "end");
    await Promise.resolve();
    socket.reconnect();
    assert.deepEqual(await recorded(socket), ["1", "2", "3"]);
  });

  it("however much waits at close() is kept", () => {
    const count = 200_000;
    const socket = connect("ws://localhost/", [], { startClosed: true, maxEnqueuedMessages: count });
    for (let index = 0; index < count; index++) socket.send("x");
    socket.close();
    assert.equal(socket.drainQueuedMessages().length, count);
  });

  it("what the queue had no room for comes after what waited", async () => {
    const queue = { maxMessages: 1, overflow: "reject" };
    const socket = connect("ws://localhost/", [], { startClosed: true, queue });
    const ended = once(socket, "end");
    socket.close();
    await ended;
    for (const text of ["a", "b", "c"]) socket.send(text);
    socket.reconnect();
    socket.close();
    assert.deepEqual(socket.drainQueuedMessages(), ["a", "b", "c"]);
  });

  it("close() on an open connection hands over what waits, and keeps nothing of it", async () => {
    const socket = connect(new Scope().url("echo"), [], { pacing: { window: 10 } });
    await once(socket, "open");
    const drops = [];
    socket.addEventListener("drop", ({ data }) => drops.push(data));
    // WebKit counts nothing in its buffer, so that nothing waits there.
    for (const text of ["first ".repeat(10), "second", "third"]) socket.send(text);
    socket.close();
    assert.deepEqual(socket.drainQueuedMessages(), []);
    await once(socket, "end");
    assert.deepEqual([drops, socket.drainQueuedMessages()], [[], []]);
  });

  it("close() without a code sends 1000", async () => {
    const socket = connect(new Scope().url("echo"), "");
    await once(socket, "open");
    const closed = once(socket, "close");
    socket.close();
    assert.equal((await closed).code, 1000);
  });

  it("debug logs every event", async () => {
    const lines = [];
    const socket = connect(new Scope().url("echo"), () => null, {
      debug: true,
      debugLogger: (mark, type) => lines.push([mark, type]),
    });
    await once(socket, "open");
    assert.deepEqual(lines, [["RWS>", "open"]]);
  });

  it("Sockline's own options are taken, too, and a wrong one is named", async () => {
    const socket = connect(new Scope().url("close"), [], { reconnect: false, binaryType: "arraybuffer" });
    assert.equal(socket.binaryType, "arraybuffer");
    assert.isFalse((await once(socket, "close")).willReconnect);
    for (const minUptime of ["5", null, NaN, -1]) {
      const error = thrown(() => connect("ws://localhost", [], { minUptime }));
      assert.instanceOf(error, TypeError);
      assert.include(error.message, "'minUptime'");
      assert.include(thrown(() => connect("ws://localhost", [], { maxEnqueuedMessages: minUptime })).message, "'maxEnqueuedMessages'");
    }
    assert.include(thrown(() => connect("ws://localhost", [], { maxDelay: 1 })).message, "'maxDelay'");
  });
});
