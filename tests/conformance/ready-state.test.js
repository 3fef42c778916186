// `readyState`: when it changes.
import { assert, clause, once, showsClosing, task, thrown } from "./support.js";

const test = clause("ready-state");

test("CONNECTING after construction, and for as long as the server does not answer", async ({ connect }) => {
  const socket = connect("silent");
  assert.equal(socket.readyState, 0);
  await task();
  assert.equal(socket.readyState, 0);
});

test("OPEN in open and in message", async ({ connect }) => {
  const socket = connect("push");
  const states = [];
  const note = () => states.push(socket.readyState);
  socket.addEventListener("open", note);
  socket.addEventListener("message", note);
  await once(socket, "message");
  assert.deepEqual(states, [1, 1]);
});

test("CLOSING once close() was called on an open connection", async ({ open }) => {
  const socket = await open();
  socket.close();
  assert.equal(socket.readyState, 2);
});

test("CLOSING once close() was called on one that connects", ({ connect }) => {
  const socket = connect();
  socket.close();
  assert.equal(socket.readyState, 2);
});

if (showsClosing) {
  test("CLOSING when the server has begun to close", async ({ open, control }) => {
    const socket = await open("close", { code: 4000, linger: 60_000 });
    const closed = once(socket, "close");
    while (socket.readyState === 1) await task();
    assert.equal(socket.readyState, 2);
    await control("drop");
    await closed;
    assert.equal(socket.readyState, 3);
  });
}

test("CLOSED in close", async ({ open }) => {
  const socket = await open();
  socket.close();
  await once(socket, "close");
  assert.equal(socket.readyState, 3);
});

test("CLOSED in close when the server closes", async ({ connect }) => {
  const socket = connect("close");
  await once(socket, "close");
  assert.equal(socket.readyState, 3);
});

for (const path of ["refuse", "drop"]) {
  test(`CLOSED in error and in close of a connection that fails (${path})`, async ({ connect }) => {
    const socket = connect(path);
    const states = [];
    socket.onerror = () => states.push(socket.readyState);
    await once(socket, "close");
    assert.isTrue(states.every((state) => state === 3));
    assert.equal(socket.readyState, 3);
  });
}

test("CLOSED in error and in close of one that is closed while it connects", async ({ connect }) => {
  const socket = connect("silent");
  const states = [];
  socket.onerror = () => states.push(socket.readyState);
  socket.close();
  await once(socket, "close");
  assert.deepEqual([...states, socket.readyState], [3, 3]);
});

test("stays CLOSED", async ({ closed }) => {
  const socket = await closed();
  await task();
  socket.close();
  assert.equal(socket.readyState, 3);
});

test("can't be set", ({ connect }) => {
  const socket = connect();
  assert.instanceOf(
    thrown(() => {
      socket.readyState = 3;
    }),
    TypeError,
  );
  assert.equal(socket.readyState, 0);
});

test("what a page puts in its place changes nothing but what is read", async ({ connect, open }) => {
  const connecting = connect("silent");
  Object.defineProperty(connecting, "readyState", { value: 1 });
  assert.equal(thrown(() => connecting.send("x")).name, "InvalidStateError");
  // Browsers begin one connection to a host after the other.
  connecting.close();
  const opened = await open();
  Object.defineProperty(opened, "readyState", { value: 0 });
  const answer = once(opened, "message");
  opened.send("x");
  assert.equal((await answer).data, "x");
});
