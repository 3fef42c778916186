// `binaryType`: what binary messages arrive as.
import { assert, bytes, clause, echo, once, thrown } from "./support.js";

const test = clause("binary-type");

test('"blob" by default', ({ connect }) => {
  assert.equal(connect().binaryType, "blob");
});

test("what is not in the enumeration is ignored", ({ connect }) => {
  const socket = connect();
  for (const value of ["", "Blob", "BLOB", "ArrayBuffer", "blob ", "text", null, undefined, 0, {}]) {
    socket.binaryType = value;
    assert.equal(socket.binaryType, "blob", `${value}`);
  }
  socket.binaryType = "arraybuffer";
  socket.binaryType = "nonsense";
  assert.equal(socket.binaryType, "arraybuffer");
});

test("is converted to a string", ({ connect }) => {
  const socket = connect();
  socket.binaryType = { toString: () => "arraybuffer" };
  assert.equal(socket.binaryType, "arraybuffer");
  assert.instanceOf(
    thrown(() => {
      socket.binaryType = Symbol("blob");
    }),
    TypeError,
  );
});

test("can be set in every state", async ({ connect }) => {
  const socket = connect();
  const toggle = () => {
    const other = socket.binaryType === "blob" ? "arraybuffer" : "blob";
    socket.binaryType = other;
    assert.equal(socket.binaryType, other);
  };
  toggle();
  await once(socket, "open");
  toggle();
  socket.close();
  toggle();
  await once(socket, "close");
  toggle();
});

test("set while connecting, it holds for the first message", async ({ connect }) => {
  const socket = connect("push", { kind: "binary", bytes: 5 });
  socket.binaryType = "arraybuffer";
  const { data } = await once(socket, "message");
  assert.instanceOf(data, ArrayBuffer);
  assert.equal(data.byteLength, 5);
});

test("can change between messages", async ({ open }) => {
  const socket = await open();
  const blob = await echo(socket, bytes(10));
  assert.instanceOf(blob, Blob);
  assert.equal(blob.type, "");
  assert.deepEqual(new Uint8Array(await blob.arrayBuffer()), bytes(10));
  socket.binaryType = "arraybuffer";
  assert.deepEqual(new Uint8Array(await echo(socket, bytes(10))), bytes(10));
  socket.binaryType = "blob";
  assert.instanceOf(await echo(socket, bytes(10)), Blob);
});

test("does not concern text", async ({ open }) => {
  const socket = await open();
  for (const type of ["blob", "arraybuffer"]) {
    socket.binaryType = type;
    assert.equal(await echo(socket, "text"), "text");
  }
});

test("an empty binary message is an empty Blob or buffer", async ({ open }) => {
  const socket = await open();
  assert.equal((await echo(socket, bytes(0))).size, 0);
  socket.binaryType = "arraybuffer";
  assert.equal((await echo(socket, bytes(0))).byteLength, 0);
});
