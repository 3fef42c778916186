// What a long life leaves behind: nothing. Only Chromium can be told to collect
// its garbage (`CHROMIUM_ARGUMENTS` in xtask), so that only it is asked for its
// heap; whatever can be counted is counted everywhere.
import { watchPage } from "./page-watch.js";
import { assert, pause, Scope } from "./support.js";

const CYCLES = 1_000;
const WARM_UP = 700;
const RECONNECTIONS = 300;
const MESSAGES = 100_000;

/** Chromium holds attempts back by two to the power of those that are under way. */
const TOGETHER = 4;

/** Above what comes and goes by itself, and far below what a client or a socket that is kept would take. */
const LEAK = 100;

/** A copy of the package with a memory of its own, which it gives too. */
async function freshCopy() {
  const { Instance } = WebAssembly;
  let memory;
  WebAssembly.Instance = class extends Instance {
    constructor(...parameters) {
      super(...parameters);
      memory = Object.values(this.exports).find((exported) => exported instanceof WebAssembly.Memory);
    }
  };
  try {
    const { Sockline } = await import(`/dist/sockline.js?lifetime=${Math.random()}`);
    new Sockline("ws://localhost", [], { startClosed: true });
    return { Sockline, memory };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

/** Collects garbage, and lets the page hear of it; gives the bytes of the heap. */
async function heap() {
  // Twice: what finalizers let go of is garbage too.
  for (let round = 0; round < 2; round++) {
    await gc({ type: "major", execution: "async" });
    await pause(10);
  }
  return performance.memory.usedJSHeapSize;
}

const canCollect = typeof gc === "function";

describe("lifetime", function () {
  this.timeout(120_000);

  it(`${CYCLES} clients come and go, and leave nothing`, async () => {
    const { Sockline, memory } = await freshCopy();
    const scope = new Scope();
    let references = [];
    const cycle = async () => {
      const socket = new Sockline(scope.url("echo"));
      references.push(new WeakRef(socket));
      await new Promise((resolve) => {
        socket.onopen = () => socket.send("hello");
        socket.onmessage = () => socket.close();
        socket.onend = resolve;
      });
      // As those do that don't ask whether it is closed: what cleans up, and what has more to say.
      await pause(0);
      socket.close();
      assert.throws(() => socket.send("late"), "reconnect()");
    };
    const cycles = async (count) => {
      for (let done = 1; done <= count / TOGETHER; done++) {
        await Promise.all(Array.from({ length: TOGETHER }, cycle));
        if (canCollect && done % 25 === 0) await heap();
      }
    };
    // What is made once is made by then. After 300 the engine still took 120 KB, for 1,000 clients as for 3,000.
    await cycles(WARM_UP);
    references = [];
    const before = canCollect && (await heap());
    const bytes = memory.buffer.byteLength;
    const seen = watchPage();
    try {
      await cycles(CYCLES);
      assert.deepEqual(seen.listeners(), []);
      assert.equal(seen.timers(), 0);
    } finally {
      seen.restore();
    }
    const { open, accepted } = await scope.control("stats");
    assert.deepEqual([open, accepted], [0, WARM_UP + CYCLES]);
    if (canCollect) {
      // The last ones may still be in the engine's hands.
      assert.isAtMost(references.filter((reference) => reference.deref()).length, TOGETHER);
      references = [];
      assert.isBelow((await heap()) - before, CYCLES * LEAK, "bytes of heap");
      assert.equal(memory.buffer.byteLength, bytes);
    } else {
      // A client is freed when its object is collected, which may be long after the test.
      assert.isAtMost(memory.buffer.byteLength - bytes, CYCLES * 2_048);
    }
  });

  it(`one client connects ${RECONNECTIONS} times, and keeps nothing of the earlier ones`, async () => {
    const { Sockline, memory } = await freshCopy();
    const scope = new Scope();
    const references = [];
    let open = 0;
    class Counted extends WebSocket {
      constructor(...parameters) {
        super(...parameters);
        references.push(new WeakRef(this));
        open++;
        this.addEventListener("close", () => open--);
      }
    }
    const socket = new Sockline(scope.url("echo"), [], { WebSocket: Counted });
    const opened = () => new Promise((resolve) => (socket.onopen = resolve));
    await opened();
    const bytes = memory.buffer.byteLength;
    const seen = watchPage();
    try {
      for (let done = 0; done < RECONNECTIONS; done++) {
        socket.reconnect();
        await opened();
      }
      assert.deepEqual(seen.listeners(), []);
      // The one that finds the connection stable.
      assert.isAtMost(seen.timers(), 1);
    } finally {
      seen.restore();
    }
    while (open > 1) await pause(20);
    assert.equal((await scope.control("stats")).accepted, RECONNECTIONS + 1);
    assert.equal(memory.buffer.byteLength, bytes);
    if (canCollect) {
      await heap();
      assert.isAtMost(references.filter((reference) => reference.deref()).length, TOGETHER);
    }
    const ended = new Promise((resolve) => (socket.onend = resolve));
    socket.close();
    await ended;
    while (open > 0) await pause(20);
  });

  it(`${MESSAGES} messages there and back leave nothing`, async () => {
    const { Sockline, memory } = await freshCopy();
    const socket = new Sockline(new Scope().url("echo"), [], { binaryType: "arraybuffer" });
    await new Promise((resolve) => (socket.onopen = resolve));
    const bytes32 = new Uint8Array(32);
    const exchange = (count) =>
      new Promise((resolve) => {
        let received = 0;
        let sent = 0;
        const batch = () => {
          for (let end = sent + 1_000; sent < end; sent++) {
            socket.send(sent % 2 ? bytes32 : "x".repeat(32), sent % 100 ? undefined : { key: `${sent}` });
          }
        };
        socket.onmessage = () => {
          if (++received === count) resolve();
          else if (received === sent) batch();
        };
        batch();
      });
    await exchange(5_000);
    const before = canCollect && (await heap());
    const bytes = memory.buffer.byteLength;
    await exchange(MESSAGES);
    assert.equal(memory.buffer.byteLength, bytes);
    if (canCollect) assert.isBelow((await heap()) - before, MESSAGES, "bytes of heap");
    assert.equal(socket.queue.messages, 0);
    const ended = new Promise((resolve) => (socket.onend = resolve));
    socket.close();
    await ended;
  });
});
