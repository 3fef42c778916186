// `send(data)`: strings, buffers, views, Blobs, and the conversion of anything else.
import { assert, bytes, clause, echo, isWindow, once, thrown } from "./support.js";

const test = clause("send-types");

/** An open socket whose binary messages arrive as buffers. */
async function buffers(scene) {
  const socket = await scene.open();
  socket.binaryType = "arraybuffer";
  return socket;
}

const TEXTS = {
  "a short text": ["hello", "hello"],
  "an empty text": ["", ""],
  "text of one to four bytes a character": ["aé€😀", "aé€😀"],
  "a NUL character": ["a\0b", "a\0b"],
  "a line separator and a byte order mark": ["\u2028\ufeff", "\u2028\ufeff"],
  "a lone surrogate as U+FFFD": ["a\ud800b\udc00", "a\ufffdb\ufffd"],
  "surrogates in the wrong order": ["\udc00\ud800", "\ufffd\ufffd"],
  "126 bytes": ["x".repeat(126), "x".repeat(126)],
  "65,536 bytes": ["y".repeat(65_536), "y".repeat(65_536)],
  "a million bytes": ["z".repeat(1_000_000), "z".repeat(1_000_000)],
  "a number": [42.5, "42.5"],
  "minus zero": [-0, "0"],
  "a bigint": [2n ** 64n, "18446744073709551616"],
  null: [null, "null"],
  undefined: [undefined, "undefined"],
  "a boolean": [false, "false"],
  "an object": [{}, "[object Object]"],
  "an object with toString": [{ toString: () => "mine" }, "mine"],
  "an object with valueOf alone": [{ valueOf: () => "not mine" }, "[object Object]"],
  "an array": [["a", ["b"]], "a,b"],
  "a String object": [new String("boxed"), "boxed"],
  "a URL": [new URL("ws://host.invalid/"), "ws://host.invalid/"],
};
for (const [name, [data, text]] of Object.entries(TEXTS)) {
  test(`text: ${name}`, async ({ open }) => {
    assert.strictEqual(await echo(await open(), data), text);
  });
}

test("a function is sent as its string", async ({ open }) => {
  const socket = await open();
  assert.equal(await echo(socket, Object.assign(() => {}, { toString: () => "code" })), "code");
});

const BUFFERS = {
  "an ArrayBuffer": bytes(300).buffer,
  "an empty ArrayBuffer": new ArrayBuffer(0),
  "65,536 bytes": bytes(65_536).buffer,
  "a million bytes": bytes(1_000_000).buffer,
  "an Int8Array": Int8Array.of(-128, 0, 127),
  "a Uint8Array": bytes(10),
  "a Uint8ClampedArray": Uint8ClampedArray.of(0, 300),
  "an Int16Array": Int16Array.of(-1, 2),
  "a Uint16Array": Uint16Array.of(1, 65_535),
  "an Int32Array": Int32Array.of(-1, 2),
  "a Uint32Array": Uint32Array.of(1, 2),
  "a Float32Array": Float32Array.of(1.5, -0),
  "a Float64Array": Float64Array.of(Math.PI),
  "a BigInt64Array": BigInt64Array.of(-1n),
  "a BigUint64Array": BigUint64Array.of(1n),
  "a DataView": new DataView(bytes(8).buffer),
  "an empty view": new Uint8Array(0),
  "part of a buffer": bytes(100).subarray(10, 20),
  "part of a buffer in larger steps": new Uint16Array(bytes(100).buffer, 2, 3),
  "part of a buffer through a DataView": new DataView(bytes(100).buffer, 3, 5),
};
for (const [name, data] of Object.entries(BUFFERS)) {
  test(`binary: ${name}`, async (scene) => {
    const answer = await echo(await buffers(scene), data);
    assert.instanceOf(answer, ArrayBuffer);
    const sent = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    assert.deepEqual(new Uint8Array(answer), sent);
  });
}

const BLOBS = {
  "a Blob": () => new Blob(["some ", bytes(3)]),
  "an empty Blob": () => new Blob([]),
  "a File": () => new File([bytes(5)], "name"),
  "a slice of a Blob": () => new Blob([bytes(100)]).slice(20, 30),
  "a Blob of 65,536 bytes": () => new Blob([bytes(65_536)]),
};
for (const [name, make] of Object.entries(BLOBS)) {
  test(`Blob: ${name}`, async (scene) => {
    const blob = make();
    const answer = await echo(await buffers(scene), blob);
    assert.deepEqual(new Uint8Array(answer), new Uint8Array(await blob.arrayBuffer()));
  });
}

test("text, Blobs and buffers arrive in the order in which they were sent", async ({ open }) => {
  const socket = await open("record");
  socket.send("first");
  socket.send(new Blob([bytes(100_000)]));
  socket.send("third");
  socket.send(new ArrayBuffer(4));
  socket.send(new Blob([bytes(5)]));
  assert.deepEqual(JSON.parse(await echo(socket, "record?")), ["first", 100_000, "third", 4, 5]);
});

test("a buffer that is changed after sending is sent as it was", async (scene) => {
  const socket = await buffers(scene);
  const data = bytes(1_000);
  const answer = once(socket, "message");
  socket.send(data);
  socket.send(data.buffer);
  data.fill(0);
  assert.deepEqual(new Uint8Array((await answer).data), bytes(1_000));
  const second = await once(socket, "message");
  assert.deepEqual(new Uint8Array(second.data), bytes(1_000));
});

test("sending binary does not change what arrives", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(await echo(socket, bytes(3)), Blob);
  socket.binaryType = "arraybuffer";
  assert.instanceOf(await echo(socket, new Blob(["x"])), ArrayBuffer);
});

test("what a value calls itself does not change what it is", async (scene) => {
  const socket = await buffers(scene);
  const impostor = { [Symbol.toStringTag]: "ArrayBuffer", toString: () => "no buffer" };
  assert.equal(await echo(socket, impostor), "no buffer");
  const { buffer } = bytes(4);
  Object.defineProperty(buffer, "byteLength", { value: 1 });
  Object.defineProperty(buffer, "slice", { value: () => "other" });
  assert.deepEqual(new Uint8Array(await echo(socket, buffer)), bytes(4));
});

test("nothing is returned", async ({ open }) => {
  assert.isUndefined((await open()).send("x"));
});

test("further arguments are ignored", async ({ open }) => {
  const socket = await open();
  const answer = once(socket, "message");
  ["x"].forEach(socket.send, socket);
  assert.equal((await answer).data, "x");
});

test("no argument is a TypeError", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(thrown(() => socket.send()), TypeError);
});

test("a symbol is a TypeError", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(thrown(() => socket.send(Symbol("data"))), TypeError);
});

test("an object without a string is a TypeError", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(thrown(() => socket.send(Object.create(null))), TypeError);
});

test("what toString throws is thrown, and nothing is sent", async ({ open }) => {
  const socket = await open();
  const fault = new Error("mine");
  const data = {
    toString() {
      throw fault;
    },
  };
  assert.equal(thrown(() => socket.send(data)), fault);
  assert.equal(socket.bufferedAmount, 0);
  assert.equal(await echo(socket, "alive"), "alive");
});

const shared = () => new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;

test("shared memory and views of it are a TypeError", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(thrown(() => socket.send(shared())), TypeError);
  assert.instanceOf(thrown(() => socket.send(new Uint8Array(shared(), 0, 4))), TypeError);
});

test("a detached buffer is empty", async (scene) => {
  const socket = await buffers(scene);
  const data = bytes(4);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  assert.equal((await echo(socket, data.buffer)).byteLength, 0);
  assert.equal((await echo(socket, data)).byteLength, 0);
});

test("a DataView of a detached buffer is empty", async (scene) => {
  const socket = await buffers(scene);
  const data = new DataView(new ArrayBuffer(4), 1);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  assert.equal((await echo(socket, data)).byteLength, 0);
});

test("a buffer that can be resized is a TypeError", async ({ open }) => {
  const socket = await open();
  const buffer = new ArrayBuffer(4, { maxByteLength: 8 });
  assert.isTrue(buffer.resizable);
  assert.instanceOf(thrown(() => socket.send(buffer)), TypeError);
  assert.instanceOf(thrown(() => socket.send(new Uint8Array(buffer))), TypeError);
});

if (isWindow) {
  test("buffers, views and Blobs of another realm are binary", async (scene) => {
    const socket = await buffers(scene);
    const frame = document.body.appendChild(document.createElement("iframe"));
    try {
      const foreign = frame.contentWindow;
      assert.equal((await echo(socket, new foreign.ArrayBuffer(3))).byteLength, 3);
      assert.equal((await echo(socket, new foreign.Uint8Array(4))).byteLength, 4);
      assert.equal((await echo(socket, new foreign.Blob(["five!"]))).byteLength, 5);
      assert.equal((await echo(socket, new foreign.File(["sixsix"], "name"))).byteLength, 6);
    } finally {
      frame.remove();
    }
  });
}
