// `bufferedAmount`: bytes that were sent and have not left.
import { assert, bytes, clause, echo, once, task, thrown } from "./support.js";

const test = clause("buffered-amount");

test("0 before anything is sent", async ({ connect }) => {
  const socket = connect();
  assert.strictEqual(socket.bufferedAmount, 0);
  await once(socket, "open");
  assert.strictEqual(socket.bufferedAmount, 0);
});

const SIZES = [
  ["text", "hello", 5],
  ["text outside of ASCII", "é€😀", 9],
  ["an empty text", "", 0],
  ["a buffer", new ArrayBuffer(10), 10],
  ["part of a buffer", bytes(100).subarray(10, 25), 15],
  ["65,000 bytes", new ArrayBuffer(65_000), 65_000],
];
for (const [name, data, size] of SIZES) {
  test(`${name}: read in the task that sent it, it is ${size} at most`, async ({ open }) => {
    const socket = await open();
    socket.send(data);
    // How much has left by now is the engine's affair.
    assert.isAtMost(socket.bufferedAmount, size);
  });
}

test("what the server does not read is counted, text and binary", async ({ open }) => {
  const socket = await open("sink", { rate: 1_000 });
  const text = "é".repeat(1_000_000);
  for (let index = 0; index < 5; index++) {
    socket.send(text);
    socket.send(new ArrayBuffer(2_000_000));
  }
  assert.isAbove(socket.bufferedAmount, 0);
  assert.isAtMost(socket.bufferedAmount, 20_000_000);
});

test("0 again when all has left", async ({ open }) => {
  const socket = await open();
  await echo(socket, new ArrayBuffer(100_000));
  while (socket.bufferedAmount > 0) await task();
  assert.equal(socket.bufferedAmount, 0);
});

test("is not reset by the end", async ({ closed }) => {
  const socket = await closed();
  socket.send("12345");
  const { bufferedAmount } = socket;
  await task();
  socket.close();
  await task();
  assert.isAtLeast(bufferedAmount, 5);
  assert.equal(socket.bufferedAmount, bufferedAmount);
});

test("can't be set", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(
    thrown(() => {
      socket.bufferedAmount = 5;
    }),
    TypeError,
  );
  assert.equal(socket.bufferedAmount, 0);
});

test("deleting it from an instance changes nothing", async ({ open }) => {
  const socket = await open();
  assert.isTrue(delete socket.bufferedAmount);
  assert.strictEqual(socket.bufferedAmount, 0);
});

test("what a page puts in its place is the page's", async ({ open }) => {
  const socket = await open();
  Object.defineProperty(socket, "bufferedAmount", { get: () => "mine" });
  assert.equal(socket.bufferedAmount, "mine");
  assert.equal(await echo(socket, "alive"), "alive");
});
