import { assert, connect, once, pause, SCHEME, Scope } from "./support.js";

describe("events", () => {
  it("whoever looks at all properties, or at ready, leaves no rejection unheard", async () => {
    const unheard = [];
    const note = (event) => unheard.push(event.reason);
    addEventListener("unhandledrejection", note);
    for (const reconnect of [true, false]) {
      const socket = connect("/echo", [], { reconnect });
      const ended = once(socket, "end");
      for (const close of [() => socket.close(), () => {}]) {
        for (const name in socket) void socket[name];
        // Nor does whoever looks at this one.
        void socket.ready;
        close();
        await ended;
      }
    }
    await pause(20);
    removeEventListener("unhandledrejection", note);
    assert.deepEqual(unheard, []);
  });

  it("target and currentTarget are the socket, in handlers and listeners", async () => {
    const socket = connect(new Scope().url("echo"));
    const targets = [];
    const note = (event) => targets.push(event.target, event.currentTarget);
    for (const type of ["open", "message", "close"]) {
      socket[`on${type}`] = note;
      socket.addEventListener(type, note);
    }
    await once(socket, "open");
    socket.send("x");
    await once(socket, "message");
    socket.close();
    await once(socket, "close");
    assert.lengthOf(targets, 12);
    assert.isTrue(targets.every((target) => target === socket));
  });

  it("a message event has the data and origin of the server", async () => {
    const socket = connect(new Scope().url("echo"));
    socket.send("x");
    const event = await once(socket, "message");
    assert.instanceOf(event, MessageEvent);
    assert.equal(event.origin, `${SCHEME}//${location.host}`);
    assert.equal(event.data, "x");
  });

  it("a message event is like the platform's", async () => {
    const socket = connect(new Scope().url("echo"));
    socket.send("x");
    const event = await once(socket, "message");
    const { origin } = event;
    const other = new MessageEvent("message", { data: "x", origin });
    // The moment, the target and who made it differ by nature.
    const seen = ({ target, currentTarget, srcElement, timeStamp, explicitOriginalTarget, originalTarget, ...rest }) => rest;
    const all = (event) => {
      const values = {};
      for (const name in event) if (typeof event[name] !== "function") values[name] = event[name];
      return seen(values);
    };
    assert.deepEqual(all(event), all(other));
    assert.equal(event.constructor, MessageEvent);
    assert.equal(`${event}`, `${other}`);
    assert.isFrozen(event.ports);
  });

  it("once, signal and handleEvent are the platform's", async () => {
    const socket = connect(new Scope().url("push", { count: 3, bytes: 10, kind: "text" }));
    const calls = [];
    const aborter = new AbortController();
    socket.addEventListener("message", () => calls.push("once"), { once: true });
    socket.addEventListener(
      "message",
      () => {
        calls.push("signal");
        aborter.abort();
      },
      { signal: aborter.signal },
    );
    socket.addEventListener("message", { handleEvent: () => calls.push("object") });
    let messages = 0;
    await new Promise((resolve) => {
      socket.addEventListener("message", () => ++messages === 3 && resolve());
    });
    assert.deepEqual(calls, ["once", "signal", "object", "object", "object"]);
  });

  it("state has changed before the event that announces it", async () => {
    const socket = connect(new Scope().url("echo"));
    const states = [];
    socket.onopen = () => states.push(socket.readyState);
    socket.onclose = () => states.push(socket.readyState);
    await once(socket, "open");
    socket.close();
    await once(socket, "end");
    assert.deepEqual(states, [1, 3]);
  });

  it("events that a call causes come after it", async () => {
    const socket = connect("ws://127.0.0.1:59999/", [], { startClosed: true });
    socket.send("given back");
    socket.close();
    // Attached after the call, as with the platform's own.
    const { data } = await once(socket, "drop");
    assert.equal(data, "given back");
  });
});
