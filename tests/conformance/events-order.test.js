// Which events come, when, and in which order.
import { assert, clause, echo, once, task, typesOf } from "./support.js";

const test = clause("events-order");

test("open, messages, close", async ({ connect }) => {
  const socket = connect("push", { count: 3 });
  const types = typesOf(socket);
  socket.addEventListener("message", () => types.length === 4 && socket.close());
  await once(socket, "close");
  await task();
  assert.deepEqual(types, ["open", "message", "message", "message", "close"]);
});

test("open and close, when the server closes at once", async ({ connect }) => {
  const socket = connect("close", { code: 1000 });
  const types = typesOf(socket);
  await once(socket, "close");
  await task();
  assert.deepEqual(types, ["open", "close"]);
});

test("nothing is told while the constructor runs or before the task ends", async ({ connect }) => {
  const socket = connect();
  const types = typesOf(socket);
  await null;
  await null;
  assert.deepEqual(types, []);
  await once(socket, "open");
});

test("who listens a microtask after construction hears everything", async ({ connect }) => {
  const socket = connect("refuse");
  for (let index = 0; index < 50; index++) await null;
  const types = typesOf(socket);
  await once(socket, "close");
  assert.deepEqual(types, ["error", "close"]);
});

test("close() is told in a task of its own", async ({ connect }) => {
  const socket = connect("silent");
  const types = typesOf(socket);
  socket.close();
  for (let index = 0; index < 50; index++) await null;
  assert.deepEqual(types, []);
  await once(socket, "close");
});

test("messages come in the order in which they were sent", async ({ connect }) => {
  const socket = connect("push", { count: 500, bytes: 3 });
  const numbers = [];
  await new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      numbers.push(parseInt(data, 10));
      if (numbers.length === 500) resolve();
    };
  });
  assert.deepEqual(numbers, Array.from({ length: 500 }, (_, index) => index));
});

test("text and binary keep their order among each other", async ({ open }) => {
  const socket = await open();
  const received = [];
  const done = new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      received.push(typeof data === "string" ? data : data.size);
      if (received.length === 6) resolve();
    };
  });
  for (const data of ["a", new ArrayBuffer(70_000), "b", new Blob(["ccc"]), "d", new ArrayBuffer(0)]) {
    socket.send(data);
  }
  await done;
  assert.deepEqual(received, ["a", 70_000, "b", 3, "d", 0]);
});

test("events of one socket do not come while a handler of it runs", async ({ connect }) => {
  const socket = connect("push", { count: 20 });
  let depth = 0;
  let messages = 0;
  await new Promise((resolve) => {
    socket.onmessage = () => {
      assert.equal(depth++, 0);
      socket.send("x");
      depth--;
      if (++messages === 20) resolve();
    };
  });
});

test("an answer is sent in open and a close follows in message", async ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.onopen = () => {
    socket.send("one");
    log.push("sent");
  };
  socket.onmessage = ({ data }) => {
    log.push(data);
    socket.close(1000);
  };
  socket.onclose = ({ code }) => log.push(code);
  await once(socket, "close");
  assert.deepEqual(log, ["sent", "one", 1000]);
});

test("promises settle between two listeners of one event", async ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.addEventListener("open", () => {
    log.push("first");
    queueMicrotask(() => log.push("microtask"));
  });
  socket.addEventListener("open", () => log.push("second"));
  await once(socket, "open");
  assert.deepEqual(log, ["first", "microtask", "second"]);
});

test("promises settle between two messages", async ({ connect }) => {
  const socket = connect("push", { count: 3 });
  const log = [];
  await new Promise((resolve) => {
    socket.onmessage = () => {
      log.push("message");
      queueMicrotask(() => {
        log.push("microtask");
        if (log.length === 6) resolve();
      });
    };
  });
  assert.deepEqual(log, ["message", "microtask", "message", "microtask", "message", "microtask"]);
});

test("every event is trusted", async ({ open, connect }) => {
  const socket = await open();
  const events = [];
  for (const type of ["message", "close"]) socket.addEventListener(type, (event) => events.push(event));
  await echo(socket, "x");
  socket.close();
  await once(socket, "close");
  const failing = connect("refuse");
  for (const type of ["error", "close"]) failing.addEventListener(type, (event) => events.push(event));
  await once(failing, "close");
  assert.deepEqual(events.map(({ isTrusted }) => isTrusted), [true, true, true, true]);
});

test("two sockets do not hear each other", async ({ open }) => {
  const [first, second] = [await open(), await open()];
  const types = typesOf(second);
  const answer = once(first, "message");
  first.send("x");
  await answer;
  first.close();
  await once(first, "close");
  assert.deepEqual(types, []);
  assert.equal(second.readyState, 1);
});
