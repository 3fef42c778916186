// The closing handshake from either side, and ends without one.
import { assert, clause, echo, once, showsClosing, task, typesOf } from "./support.js";

const test = clause("close-handshake");

const facts = ({ code, reason, wasClean }) => [code, reason, wasClean];

test("close() with code and reason: the server's answer is told", async ({ open }) => {
  const socket = await open();
  const closed = once(socket, "close");
  socket.close(3456, "später");
  assert.deepEqual(facts(await closed), [3456, "später", true]);
});

test("what was sent before close() arrives before it", async ({ open, control }) => {
  const socket = await open("record");
  const expected = Array.from({ length: 200 }, (_, index) => `message ${index}`);
  for (const message of expected) socket.send(message);
  // No Blob: WebKit has not read it by then, and loses it and all that follows.
  socket.send(new ArrayBuffer(1_000));
  const closed = once(socket, "close");
  socket.close();
  assert.isTrue((await closed).wasClean);
  assert.deepEqual(await control("record"), [...expected, 1_000]);
});

test("the first close() counts", async ({ open }) => {
  const socket = await open();
  const types = typesOf(socket);
  const closed = once(socket, "close");
  socket.close(3000, "first");
  socket.close(4000, "second");
  assert.deepEqual(facts(await closed), [3000, "first", true]);
  socket.close(4001, "third");
  await task();
  assert.deepEqual(types, ["close"]);
});

test("no message is heard after close()", async ({ connect }) => {
  const socket = connect("push", { count: 1_000 });
  let messages = 0;
  socket.onmessage = () => {
    messages++;
    socket.close();
  };
  await once(socket, "close");
  assert.equal(messages, 1);
});

test("close() in open", async ({ connect }) => {
  const socket = connect();
  const types = typesOf(socket);
  socket.addEventListener("open", () => socket.close(4000));
  const event = await once(socket, "close");
  assert.deepEqual(facts(event), [4000, "", true]);
  assert.deepEqual(types, ["open", "close"]);
});

test("close() in close does nothing", async ({ open }) => {
  const socket = await open();
  const types = typesOf(socket);
  socket.addEventListener("close", () => socket.close(4000));
  socket.close();
  assert.deepEqual(facts(await once(socket, "close")), [1005, "", true]);
  await task();
  assert.deepEqual(types, ["close"]);
});

test("close() while connecting fails the attempt later, not at once", async ({ connect }) => {
  const socket = connect("silent");
  const types = typesOf(socket);
  socket.close(4000, "mine");
  socket.close();
  assert.deepEqual(types, []);
  assert.deepEqual(facts(await once(socket, "close")), [1006, "", false]);
  assert.deepEqual(types, ["error", "close"]);
});

test("close() while connecting to a server that answers: no open", async ({ connect }) => {
  const socket = connect();
  const types = typesOf(socket);
  socket.close();
  const event = await once(socket, "close");
  assert.isFalse(event.wasClean);
  await task();
  assert.notInclude(types, "open");
});

for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999]) {
  test(`the server closes with ${code}`, async ({ connect }) => {
    const socket = connect("close", { code, reason: `because é ${code}` });
    assert.deepEqual(facts(await once(socket, "close")), [code, `because é ${code}`, true]);
  });
}

test("the server closes without a code", async ({ connect }) => {
  assert.deepEqual(facts(await once(connect("close"), "close")), [1005, "", true]);
});

test("123 bytes of reason from the server", async ({ connect }) => {
  const reason = `${"é".repeat(61)}x`;
  const socket = connect("close", { code: 4000, reason });
  assert.equal((await once(socket, "close")).reason, reason);
});

test("what the server sent before it closed is heard before", async ({ open, control }) => {
  const socket = await open();
  const types = typesOf(socket);
  const closed = once(socket, "close");
  await control("send", { text: "last" });
  await control("close", { code: 4000 });
  await closed;
  assert.deepEqual(types, ["message", "close"]);
});

test("both sides close at once", async ({ open, control }) => {
  const socket = await open();
  const types = typesOf(socket);
  const closed = once(socket, "close");
  const ordered = control("close", { code: 4001 });
  socket.close(4002);
  const event = await closed;
  await ordered;
  assert.include([4001, 4002], event.code);
  assert.isTrue(event.wasClean);
  assert.deepEqual(types, ["close"]);
});

if (showsClosing) {
  test("close() after the server has begun to close changes nothing", async ({ open, control }) => {
    const socket = await open("close", { code: 4000, reason: "server", linger: 60_000 });
    const closed = once(socket, "close");
    while (socket.readyState === 1) await task();
    socket.close(4001, "client");
    assert.equal(socket.readyState, 2);
    await control("drop");
    assert.notEqual((await closed).code, 4001);
  });
}

test("a connection that breaks is 1006 and not clean", async ({ open, control }) => {
  const socket = await open();
  const closed = once(socket, "close");
  await control("drop");
  assert.deepEqual(facts(await closed), [1006, "", false]);
});

test("a handshake that is refused is 1006 after an error, without open", async ({ connect }) => {
  const socket = connect("refuse", { status: 404 });
  const types = typesOf(socket);
  assert.deepEqual(facts(await once(socket, "close")), [1006, "", false]);
  assert.deepEqual(types, ["error", "close"]);
});

test("an answer that is no upgrade is 1006 after an error", async ({ connect }) => {
  const socket = connect("refuse", { status: 200 });
  const types = typesOf(socket);
  assert.deepEqual(facts(await once(socket, "close")), [1006, "", false]);
  assert.deepEqual(types, ["error", "close"]);
});

test("a broken connection does not disturb another", async ({ open, control, connect }) => {
  const first = await open();
  const closed = once(first, "close");
  await control("drop");
  await closed;
  const second = connect();
  await once(second, "open");
  assert.equal(await echo(second, "x"), "x");
});
