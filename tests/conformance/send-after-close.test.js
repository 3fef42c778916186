// `send` while CLOSING and when CLOSED: discarded, and counted in `bufferedAmount`.
import { assert, bytes, clause, once, showsClosing, task, thrown } from "./support.js";

const test = clause("send-after-close");

const SIZES = [
  ["text", "abc", 3],
  ["text outside of ASCII", "é€😀", 9],
  ["a lone surrogate", "\ud800", 3],
  ["an empty text", "", 0],
  ["a buffer", new ArrayBuffer(10), 10],
  ["a view", bytes(20).subarray(5, 10), 5],
  ["a Blob", new Blob(["seven b"]), 7],
  ["a long text", "é".repeat(10_000), 20_000],
];

/** WebKit counts what the frame around a message would have taken, up to this. */
const FRAMING = 14;

const STATES = {
  CLOSING: async ({ open }) => {
    const socket = await open("mute");
    socket.close();
    return socket;
  },
  "CLOSING while connecting": async ({ connect }) => {
    const socket = connect("silent");
    socket.close();
    return socket;
  },
  CLOSED: ({ closed }) => closed(),
  "CLOSED after a failed attempt": async ({ connect }) => {
    const socket = connect("refuse");
    await once(socket, "close");
    return socket;
  },
};
for (const [state, reach] of Object.entries(STATES)) {
  test(`${state}: every size is added, and nothing is thrown`, async (scene) => {
    const socket = await reach(scene);
    for (const [name, data, size] of SIZES) {
      const before = socket.bufferedAmount;
      socket.send(data);
      const added = socket.bufferedAmount - before;
      assert.isAtLeast(added, size, name);
      assert.isAtMost(added, size + FRAMING, name);
    }
    const { bufferedAmount } = socket;
    await task();
    assert.equal(socket.bufferedAmount, bufferedAmount);
  });

  test(`${state}: arguments are checked as ever`, async (scene) => {
    const socket = await reach(scene);
    assert.instanceOf(thrown(() => socket.send()), TypeError);
    assert.instanceOf(thrown(() => socket.send(Symbol("data"))), TypeError);
  });
}

if (showsClosing) {
  test("the server's close is enough", async ({ open, control }) => {
    const socket = await open("close", { code: 1000, linger: 60_000 });
    const closed = once(socket, "close");
    while (socket.readyState === 1) await task();
    socket.send("12345");
    const { bufferedAmount } = socket;
    assert.isAtLeast(bufferedAmount, 5);
    await control("drop");
    await closed;
    assert.equal(socket.bufferedAmount, bufferedAmount);
  });
}

test("nothing of it reaches the server", async ({ open, control }) => {
  const socket = await open("record");
  socket.send("before");
  const closed = once(socket, "close");
  socket.close();
  socket.send("after");
  await closed;
  socket.send("later");
  assert.deepEqual(await control("record"), ["before"]);
});
