import { assert, connect, once, Scope, thrown } from "./support.js";

const bytes = (length) => Uint8Array.from({ length }, (_, index) => index % 251);

async function echo(socket, data) {
  const answer = once(socket, "message");
  socket.send(data);
  return (await answer).data;
}

async function echoing(options) {
  const socket = connect(new Scope().url("echo"), [], options);
  await once(socket, "open");
  return socket;
}

describe("messages", () => {
  it("text comes back as it was sent", async () => {
    const socket = await echoing();
    for (const text of ["hello", "", "é€😀", "x".repeat(100_000)]) {
      assert.equal(await echo(socket, text), text);
    }
  });

  it("an ArrayBuffer comes back as an ArrayBuffer", async () => {
    const socket = await echoing({ binaryType: "arraybuffer" });
    const answer = await echo(socket, bytes(1_000).buffer);
    assert.instanceOf(answer, ArrayBuffer);
    assert.deepEqual(new Uint8Array(answer), bytes(1_000));
  });

  it("a view sends only what it shows", async () => {
    const socket = await echoing({ binaryType: "arraybuffer" });
    const answer = await echo(socket, bytes(100).subarray(10, 20));
    assert.deepEqual(new Uint8Array(answer), bytes(100).slice(10, 20));
    const viewed = await echo(socket, new DataView(bytes(8).buffer, 2, 3));
    assert.deepEqual([...new Uint8Array(viewed)], [2, 3, 4]);
  });

  it("a Blob comes back as a Blob, which is the default", async () => {
    const socket = await echoing();
    assert.equal(socket.binaryType, "blob");
    const answer = await echo(socket, new Blob([bytes(1_000)]));
    assert.instanceOf(answer, Blob);
    assert.deepEqual(new Uint8Array(await answer.arrayBuffer()), bytes(1_000));
  });

  it("empty messages are messages", async () => {
    const socket = await echoing({ binaryType: "arraybuffer" });
    assert.equal((await echo(socket, new ArrayBuffer(0))).byteLength, 0);
    assert.equal((await echo(socket, new Blob([]))).byteLength, 0);
  });

  it("anything else is sent as text, as WebSocket does", async () => {
    const socket = await echoing();
    assert.equal(await echo(socket, 42), "42");
    assert.equal(await echo(socket, null), "null");
    assert.equal(await echo(socket, { toString: () => "mine" }), "mine");
    assert.instanceOf(thrown(() => socket.send(Symbol("no"))), TypeError);
    assert.instanceOf(thrown(() => socket.send()), TypeError);
    assert.equal(await echo(socket, "still alive"), "still alive");
  });

  it("buffers and Blobs of another realm are bytes, and shared memory is refused", async () => {
    const socket = await echoing({ binaryType: "arraybuffer" });
    const frame = document.body.appendChild(document.createElement("iframe"));
    try {
      const foreign = frame.contentWindow;
      assert.notInstanceOf(new foreign.ArrayBuffer(1), ArrayBuffer);
      assert.equal((await echo(socket, new foreign.ArrayBuffer(3))).byteLength, 3);
      assert.equal((await echo(socket, new foreign.Uint8Array(4))).byteLength, 4);
      assert.equal((await echo(socket, new foreign.Blob(["five!"]))).byteLength, 5);
    } finally {
      frame.remove();
    }
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    assert.instanceOf(thrown(() => socket.send(buffer)), TypeError);
    assert.instanceOf(thrown(() => socket.send(new Uint8Array(buffer))), TypeError);
  });

  it("binaryType can change while open and survives a reconnection", async () => {
    const socket = await echoing({ reconnect: { base: 50 } });
    socket.binaryType = "arraybuffer";
    assert.instanceOf(await echo(socket, bytes(3)), ArrayBuffer);
    const opened = once(socket, "open");
    socket.reconnect();
    await opened;
    assert.equal(socket.binaryType, "arraybuffer");
    assert.instanceOf(await echo(socket, bytes(3)), ArrayBuffer);
    socket.binaryType = "nonsense";
    assert.equal(socket.binaryType, "arraybuffer");
  });

  it("clients without options share nothing that one of them changes", async () => {
    const first = await echoing();
    first.binaryType = "arraybuffer";
    const second = await echoing();
    assert.equal(second.binaryType, "blob");
    assert.instanceOf(await echo(second, bytes(3)), Blob);
    assert.instanceOf(await echo(first, bytes(3)), ArrayBuffer);
  });

  it("what is changed after sending is sent as it was", async () => {
    const socket = connect(new Scope().url("echo"), [], { binaryType: "arraybuffer" });
    const data = bytes(4);
    socket.send(data);
    data.fill(0);
    const { data: answer } = await once(socket, "message");
    assert.deepEqual(new Uint8Array(answer), bytes(4));
  });

  it("what is sent while connecting waits, in order, and says so", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"));
    for (let index = 0; index < 5; index++) assert.equal(socket.send(`m${index}`), "queued");
    assert.deepEqual(socket.queue, { messages: 5, bytes: 10 });
    assert.equal(socket.bufferedAmount, 10);
    await once(socket, "open");
    const answer = once(socket, "message");
    assert.oneOf(socket.send("record?"), ["sent", "queued"]);
    assert.deepEqual(JSON.parse((await answer).data), ["m0", "m1", "m2", "m3", "m4"]);
    assert.equal(socket.send("m5"), "sent");
  });

  it("without a queue, what is sent before the connection is open is refused as by WebSocket", () => {
    // The second has no socket yet that could refuse it.
    for (const url of [new Scope().url("echo"), () => new Promise(() => {})]) {
      const socket = connect(url, [], { reconnect: false });
      const error = thrown(() => socket.send("too early"));
      assert.instanceOf(error, DOMException);
      assert.equal(error.name, "InvalidStateError");
    }
  });

  it("bytes are counted as UTF-8", () => {
    const socket = connect(new Scope().url("silent"));
    socket.send("é€😀\ud800");
    assert.equal(socket.queue.bytes, 2 + 3 + 4 + 3);
    socket.send("😀".repeat(1_000));
    assert.equal(socket.queue.bytes, 12 + 4_000);
  });

  it("bytes are given back as a buffer, empty ones too", () => {
    const socket = connect("ws://localhost/", [], { startClosed: true });
    for (const bytes of [new Uint8Array(2), new Uint8Array(0), new DataView(new ArrayBuffer(1), 1), new ArrayBuffer(0)]) {
      socket.send(bytes);
      const [data] = socket.clearQueue();
      assert.instanceOf(data, ArrayBuffer);
      assert.equal(data.byteLength, bytes.byteLength);
    }
  });

  it("long text counts as UTF-8 wherever its pieces end", () => {
    const socket = connect(new Scope().url("echo"), [], { startClosed: true });
    const texts = ["x", "é", "€", "😀", "\ud800", "\udc00"].map((letter) => letter.repeat(70_000));
    texts.push(`${"x".repeat(65_535)}😀`, `${"x".repeat(65_533)}é😀`);
    for (const letters of texts) {
      for (const shift of ["", "a", "ab", "abc"]) {
        const text = shift + letters;
        socket.send(text);
        assert.equal(socket.queue.bytes, new TextEncoder().encode(text).length);
        socket.clearQueue();
      }
    }
  });

  it("long text is measured in pieces: Chromium's encoder looks at all that it is given", () => {
    const { prototype } = TextEncoder;
    const { encodeInto } = prototype;
    const lengths = [];
    prototype.encodeInto = function (text, bytes) {
      lengths.push(text.length);
      return encodeInto.call(this, text, bytes);
    };
    try {
      connect("ws://localhost/", [], { startClosed: true }).send(`${"x".repeat(1_000_000)}é`);
    } finally {
      prototype.encodeInto = encodeInto;
    }
    assert.isAtLeast(lengths.length, 10);
    assert.isAtMost(Math.max(...lengths), 100_000);
  });

  it("what is larger than all memory counts as the most that can be counted", () => {
    const most = 2 ** 32 - 1;
    const queue = { maxBytes: Infinity };
    const socket = connect("ws://localhost/", [], { startClosed: true, queue });
    // As much of a Blob as `send` takes notice of.
    const blob = (size) => ({ size, [Symbol.toStringTag]: "Blob" });
    for (const size of [3 * 2 ** 30, 2 ** 30 - 1]) socket.send(blob(size));
    assert.deepEqual([socket.queue.bytes, socket.bufferedAmount], [most, most]);
    assert.equal(thrown(() => socket.send("x")).name, "QuotaExceededError");
    socket.clearQueue();
    socket.send(blob(5 * 2 ** 30));
    assert.equal(socket.queue.bytes, most);
    const bounded = connect("ws://localhost/", [], { startClosed: true });
    assert.equal(thrown(() => bounded.send(blob(2 ** 32 + 10))).name, "QuotaExceededError");
  });

  it("10,000 messages arrive once and in order", async () => {
    const socket = await echoing();
    const received = [];
    const done = new Promise((resolve) => {
      socket.onmessage = ({ data }) => {
        received.push(Number(data));
        if (received.length === 10_000) resolve();
      };
    });
    for (let index = 0; index < 10_000; index++) socket.send(`${index}`);
    await done;
    assert.isTrue(received.every((value, index) => value === index));
  });

  it("ready waits for room for what was rejected", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("sink"), [], { queue: { maxBytes: 1_000_000 } });
    let waits = 0;
    for (let index = 0; index < 30; index++) {
      for (;;) {
        try {
          socket.send(new ArrayBuffer(100_000));
          break;
        } catch (error) {
          assert.equal(error.name, "QuotaExceededError");
          waits++;
          await socket.ready;
        }
      }
    }
    assert.isAbove(waits, 0);
    await socket.drained();
    const answer = once(socket, "message");
    socket.send("count?");
    assert.deepEqual(JSON.parse((await answer).data), { messages: 30, bytes: 3_000_000 });
  });

  it("more than 16 MiB may wait on an open connection with bounds of Infinity, as with WebSocket", async () => {
    // Takes everything and sends nothing of it.
    const full = class {
      readyState = 0;
      bufferedAmount = 0;
      constructor() {
        setTimeout(() => {
          this.readyState = 1;
          this.onopen(new Event("open"));
        });
      }
      send(data) {
        this.bufferedAmount += data.byteLength;
      }
      close() {
        this.readyState = 3;
        setTimeout(() => this.onclose?.(new CloseEvent("close", { code: 1006 })));
      }
    };
    const data = new ArrayBuffer(1 << 20);
    const sendAll = async (options) => {
      const socket = connect("ws://localhost", [], { ...options, WebSocket: full });
      await once(socket, "open");
      for (let count = 0; count < 20; count++) socket.send(data);
      return socket.bufferedAmount;
    };
    for (const options of [{ queue: { maxBytes: Infinity, maxMessages: Infinity } }, { reconnect: false }]) {
      assert.equal(await sendAll(options), 20 << 20);
    }
    const error = await sendAll().catch((error) => error);
    assert.equal(error.name, "QuotaExceededError");
  });

  it("a message larger than the queue goes when it need not wait", async () => {
    const socket = connect(new Scope().url("echo"), [], { binaryType: "arraybuffer", queue: { maxBytes: 1_000 } });
    assert.equal(thrown(() => socket.send(new ArrayBuffer(100_000))).name, "QuotaExceededError");
    await socket.ready;
    assert.equal((await echo(socket, new ArrayBuffer(100_000))).byteLength, 100_000);
  });

  it("drained() resolves when the handshake of close() has delivered everything", async () => {
    const socket = await echoing();
    socket.send("x");
    const drained = socket.drained();
    socket.close();
    await drained;
  });

  it("ready and drained() reject when the client ends", async () => {
    const socket = connect(new Scope().url("silent"), [], { queue: { maxMessages: 1 } });
    socket.send("waits");
    thrown(() => socket.send("rejected"));
    const waits = [socket.ready, socket.drained()];
    socket.close();
    const settled = await Promise.allSettled(waits);
    assert.deepEqual(settled.map(({ reason }) => reason.name), ["InvalidStateError", "InvalidStateError"]);
    const late = await Promise.allSettled([socket.ready, socket.drained()]);
    assert.deepEqual(late.map(({ status }) => status), ["rejected", "rejected"]);
  });

  it("what the queue drops at once is said to be dropped", async () => {
    const socket = connect(new Scope().url("silent"), [], { queue: { maxMessages: 1, overflow: "drop-newest" } });
    assert.equal(socket.send("kept"), "queued");
    const drop = once(socket, "drop");
    assert.equal(socket.send("dropped"), "dropped");
    assert.equal((await drop).data, "dropped");
  });

  it("drained() resolves when all has left the browser", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("sink"));
    for (let index = 0; index < 50; index++) socket.send(new ArrayBuffer(10_000));
    await socket.drained();
    assert.equal(socket.bufferedAmount, 0);
    const answer = once(socket, "message");
    socket.send("count?");
    assert.deepEqual(JSON.parse((await answer).data), { messages: 50, bytes: 500_000 });
  });
});
