// `onopen`, `onmessage`, `onerror` and `onclose` (HTML Standard, event handlers).
import { assert, clause, echo, once, reported, thrown } from "./support.js";

const test = clause("handler-attributes");

const TYPES = ["open", "message", "error", "close"];

for (const type of TYPES) {
  const name = `on${type}`;

  test(`${name} is null at first`, ({ connect }) => {
    assert.strictEqual(connect()[name], null);
  });

  test(`${name} reads what was set`, ({ connect }) => {
    const socket = connect();
    const [first, second] = [() => {}, () => {}];
    socket[name] = first;
    assert.equal(socket[name], first);
    socket[name] = second;
    assert.equal(socket[name], second);
    socket[name] = null;
    assert.strictEqual(socket[name], null);
  });

  test(`${name}: what is no object becomes null`, ({ connect }) => {
    const socket = connect();
    for (const value of [undefined, 42, "code()", true, Symbol("handler"), 1n]) {
      socket[name] = () => {};
      socket[name] = value;
      assert.strictEqual(socket[name], null);
    }
  });

  test(`${name}: an object is kept, and not called`, ({ connect }) => {
    const socket = connect();
    const value = { handleEvent: () => assert.fail("called") };
    socket[name] = value;
    assert.equal(socket[name], value);
    // Reported while it is dispatched, and so of no other test.
    const errors = [];
    const note = ({ error }) => errors.push(error);
    globalThis.addEventListener("error", note);
    socket.dispatchEvent(new Event(type));
    globalThis.removeEventListener("error", note);
    assert.deepEqual(errors, []);
  });

  test(`${name} hears events that the page dispatches`, ({ connect }) => {
    const socket = connect();
    const event = new Event(type);
    const heard = [];
    socket[name] = function (...parameters) {
      heard.push(this, ...parameters);
    };
    socket.dispatchEvent(event);
    assert.deepEqual(heard, [socket, event]);
  });
}

test("handlers of two sockets are two", ({ connect }) => {
  const [first, second] = [connect(), connect()];
  first.onopen = () => {};
  assert.strictEqual(second.onopen, null);
});

test("a handler takes its place among the listeners when it is first set", ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.addEventListener("ping", () => {});
  socket.addEventListener("message", () => log.push("before"));
  socket.onmessage = () => log.push("replaced");
  socket.addEventListener("message", () => log.push("after"));
  socket.onmessage = () => log.push("handler");
  socket.dispatchEvent(new Event("message"));
  assert.deepEqual(log, ["before", "handler", "after"]);
});

test("a handler that was null in between comes last", ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.onmessage = () => log.push("handler");
  socket.addEventListener("message", () => log.push("listener"));
  socket.onmessage = null;
  socket.onmessage = () => log.push("handler");
  socket.dispatchEvent(new Event("message"));
  assert.deepEqual(log, ["listener", "handler"]);
});

test("an object without a function keeps its place", ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.onmessage = {};
  socket.addEventListener("message", () => log.push("listener"));
  socket.onmessage = () => log.push("handler");
  socket.dispatchEvent(new Event("message"));
  assert.deepEqual(log, ["handler", "listener"]);
});

test("a handler and a listener that are the same function are both called", ({ connect }) => {
  const socket = connect();
  let calls = 0;
  const count = () => calls++;
  socket.addEventListener("message", count);
  socket.onmessage = count;
  socket.removeEventListener("message", count);
  socket.dispatchEvent(new Event("message"));
  assert.equal(calls, 1);
});

test("a handler that is replaced in an earlier listener: the new one is called", ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.addEventListener("message", () => {
    socket.onmessage = () => log.push("new");
  });
  socket.onmessage = () => log.push("old");
  socket.dispatchEvent(new Event("message"));
  assert.deepEqual(log, ["new"]);
});

test("a handler that is set to null in an earlier listener is not called", ({ connect }) => {
  const socket = connect();
  const log = [];
  socket.addEventListener("message", () => {
    socket.onmessage = null;
  });
  socket.onmessage = () => log.push("handler");
  socket.dispatchEvent(new Event("message"));
  assert.deepEqual(log, []);
});

test("a handler that replaces itself finishes, and the new one hears the next event", async ({ open }) => {
  const socket = await open();
  const log = [];
  socket.onmessage = ({ data }) => {
    socket.onmessage = (event) => log.push(`second ${event.data}`);
    log.push(`first ${data}`);
  };
  await echo(socket, "a");
  await echo(socket, "b");
  assert.deepEqual(log, ["first a", "second b"]);
});

test("what a handler returns means nothing", async ({ connect }) => {
  const socket = connect();
  socket.onopen = () => false;
  const event = await once(socket, "open");
  assert.isFalse(event.defaultPrevented);
});

test("returning false cancels an event of the page that can be", ({ connect }) => {
  const socket = connect();
  socket.onmessage = () => false;
  const event = new Event("message", { cancelable: true });
  assert.isFalse(socket.dispatchEvent(event));
});

test("what a handler throws is reported, and listeners after it are called", async ({ connect }) => {
  const socket = connect();
  const fault = new Error("a handler's");
  const log = [];
  socket.onopen = () => {
    throw fault;
  };
  socket.addEventListener("open", () => log.push("listener"));
  const errors = await reported([fault], () => once(socket, "open"));
  assert.deepEqual(errors, [fault]);
  assert.deepEqual(log, ["listener"]);
});

test("setting a handler does not call the page's addEventListener", ({ connect }) => {
  const socket = connect();
  socket.addEventListener = () => assert.fail("called");
  socket.removeEventListener = () => assert.fail("called");
  socket.onmessage = () => {};
  socket.onmessage = null;
});

test("the attribute is the prototype's, and can be hidden by the page", ({ connect }) => {
  const socket = connect();
  assert.isFalse(Object.hasOwn(socket, "onopen"));
  assert.isTrue("onopen" in socket);
  assert.isTrue(delete socket.onopen);
  socket.onopen = () => {};
  assert.isFalse(Object.hasOwn(socket, "onopen"));
});

test("the attribute of anything but a socket is a TypeError", ({ Class }) => {
  for (const type of TYPES) {
    const { get, set } = Object.getOwnPropertyDescriptor(Class.prototype, `on${type}`);
    for (const other of [Class.prototype, {}, new EventTarget()]) {
      assert.instanceOf(thrown(() => get.call(other)), TypeError);
      assert.instanceOf(thrown(() => set.call(other, null)), TypeError);
      assert.instanceOf(thrown(() => set.call(other, () => {})), TypeError);
    }
  }
});
