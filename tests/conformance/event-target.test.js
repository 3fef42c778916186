// A socket as an `EventTarget` (DOM Standard).
import { assert, clause, echo, once, reported } from "./support.js";

const test = clause("event-target");

test("is an EventTarget with its methods", ({ connect, Class }) => {
  const socket = connect();
  assert.instanceOf(socket, EventTarget);
  for (const method of ["addEventListener", "removeEventListener", "dispatchEvent"]) {
    assert.strictEqual(socket[method], EventTarget.prototype[method]);
    assert.isFalse(Object.hasOwn(Class.prototype, method));
  }
});

test("listeners are called in the order in which they were added", async ({ open }) => {
  const socket = await open();
  const log = [];
  for (let index = 0; index < 5; index++) socket.addEventListener("message", () => log.push(index));
  await echo(socket, "x");
  assert.deepEqual(log, [0, 1, 2, 3, 4]);
});

test("a listener is called with the socket as this", async ({ open }) => {
  const socket = await open();
  let that;
  socket.addEventListener("message", function () {
    that = this;
  });
  await echo(socket, "x");
  assert.equal(that, socket);
});

test("handleEvent is looked up at each event, with its object as this", async ({ open }) => {
  const socket = await open();
  const log = [];
  const object = {
    handleEvent() {
      log.push(this === object ? "first" : "?");
    },
  };
  socket.addEventListener("message", object);
  await echo(socket, "x");
  object.handleEvent = () => log.push("second");
  await echo(socket, "x");
  assert.deepEqual(log, ["first", "second"]);
});

test("once: called once", async ({ open }) => {
  const socket = await open();
  let calls = 0;
  socket.addEventListener("message", () => calls++, { once: true });
  await echo(socket, "x");
  await echo(socket, "y");
  assert.equal(calls, 1);
});

test("signal: not called after it was aborted", async ({ open }) => {
  const socket = await open();
  const aborter = new AbortController();
  let calls = 0;
  socket.addEventListener("message", () => calls++, { signal: aborter.signal });
  await echo(socket, "x");
  aborter.abort();
  await echo(socket, "y");
  socket.addEventListener("message", () => calls++, { signal: aborter.signal });
  await echo(socket, "z");
  assert.equal(calls, 1);
});

test("the same listener twice is one, with capture another", async ({ open }) => {
  const socket = await open();
  let calls = 0;
  const count = () => calls++;
  socket.addEventListener("message", count);
  socket.addEventListener("message", count);
  socket.addEventListener("message", count, { once: true });
  await echo(socket, "x");
  assert.equal(calls, 1);
  socket.addEventListener("message", count, true);
  await echo(socket, "x");
  assert.equal(calls, 3);
});

test("removing twice removes nobody else's", async ({ open }) => {
  const socket = await open();
  let calls = 0;
  const mine = () => {};
  socket.addEventListener("message", mine);
  socket.addEventListener("message", () => calls++);
  socket.removeEventListener("message", mine);
  socket.removeEventListener("message", mine);
  await echo(socket, "x");
  assert.equal(calls, 1);
});

test("a listener that is removed during the dispatch is not called", async ({ open }) => {
  const socket = await open();
  const late = () => assert.fail("called");
  socket.addEventListener("message", () => socket.removeEventListener("message", late));
  socket.addEventListener("message", late);
  await echo(socket, "x");
});

test("a listener that removes itself does not keep the next from being called", async ({ open }) => {
  const socket = await open();
  const log = [];
  for (const name of ["first", "second", "third"]) {
    socket.addEventListener("message", function self() {
      log.push(name);
      socket.removeEventListener("message", self);
    });
  }
  await echo(socket, "x");
  await echo(socket, "y");
  assert.deepEqual(log, ["first", "second", "third"]);
});

test("a listener that is added during the dispatch hears the next event", async ({ open }) => {
  const socket = await open();
  const log = [];
  socket.addEventListener(
    "message",
    () => socket.addEventListener("message", ({ data }) => log.push(data)),
    { once: true },
  );
  await echo(socket, "x");
  assert.deepEqual(log, []);
  await echo(socket, "y");
  assert.deepEqual(log, ["y"]);
});

test("stopImmediatePropagation keeps the event from later listeners", async ({ open }) => {
  const socket = await open();
  const log = [];
  socket.addEventListener("message", (event) => {
    log.push("first");
    event.stopImmediatePropagation();
  }, { once: true });
  socket.addEventListener("message", () => log.push("second"));
  socket.send("x");
  socket.send("y");
  while (log.length < 2) await once(socket, "message");
  assert.deepEqual(log, ["first", "second"]);
});

test("what listeners throw is reported in order, and nobody is left out", async ({ open }) => {
  const socket = await open();
  const faults = [new Error("first"), new TypeError("second"), "a string that no other test throws"];
  let calls = 0;
  for (const fault of faults) {
    socket.addEventListener("message", () => {
      calls++;
      throw fault;
    });
  }
  const errors = await reported(faults, async () => {
    await echo(socket, "x");
    await echo(socket, "y");
  });
  assert.deepEqual(errors, [...faults, ...faults]);
  assert.equal(calls, 6);
});

test("a listener that throws keeps neither messages nor close from coming", async ({ connect }) => {
  const socket = connect("push", { count: 3 });
  let messages = 0;
  const fault = new Error("mine");
  socket.onopen = () => {
    throw fault;
  };
  socket.onmessage = () => {
    if (++messages === 3) socket.close();
    throw fault;
  };
  const errors = await reported([fault], () => once(socket, "close"));
  assert.deepEqual(errors, [fault, fault, fault, fault]);
});

test("an error is reported before the next listener is called", async ({ open }) => {
  const socket = await open();
  const log = [];
  const fault = new Error("mine");
  socket.addEventListener("message", () => {
    throw fault;
  });
  socket.addEventListener("message", () => log.push("listener"));
  const note = ({ error }) => error === fault && log.push("report");
  globalThis.addEventListener("error", note);
  await reported([fault], () => echo(socket, "x"));
  globalThis.removeEventListener("error", note);
  assert.deepEqual(log, ["report", "listener"]);
});

test("a listener of null is none", async ({ open }) => {
  const socket = await open();
  socket.addEventListener("message", null);
  assert.equal(await echo(socket, "x"), "x");
});

test("events of any type can be dispatched", ({ connect }) => {
  const socket = connect();
  const heard = [];
  const event = new CustomEvent("mine", { detail: 42, cancelable: true });
  socket.addEventListener("mine", (received) => {
    received.preventDefault();
    heard.push(received);
  });
  assert.isFalse(socket.dispatchEvent(event));
  assert.deepEqual(heard, [event]);
  assert.equal(event.target, socket);
});

test("a dispatchEvent of the page's own is not called", async ({ open }) => {
  const socket = await open();
  let calls = 0;
  socket.dispatchEvent = (event) => {
    calls++;
    return EventTarget.prototype.dispatchEvent.call(socket, event);
  };
  assert.equal(await echo(socket, "x"), "x");
  assert.equal(calls, 0);
});

test("an event that the page dispatches changes no state", async ({ connect }) => {
  const socket = connect();
  for (const type of ["open", "close", "error", "message"]) socket.dispatchEvent(new Event(type));
  assert.equal(socket.readyState, 0);
  await once(socket, "open");
  assert.equal(await echo(socket, "x"), "x");
});

test("a subclass hears its own events", async ({ Socket, url }) => {
  class Mine extends Socket {
    heard = [];
    constructor(...parameters) {
      super(...parameters);
      this.addEventListener("open", this);
    }
    handleEvent({ type }) {
      this.heard.push(type);
    }
  }
  const socket = new Mine(url("echo"));
  await once(socket, "open");
  assert.deepEqual(socket.heard, ["open"]);
});
