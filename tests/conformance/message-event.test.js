// The `message` event.
import { assert, clause, echo, once, task } from "./support.js";

const test = clause("message-event");

async function message({ open }, data = "x") {
  const socket = await open();
  const next = once(socket, "message");
  socket.send(data);
  return [await next, socket];
}

test("is a MessageEvent with the server's origin", async (scene) => {
  const [event] = await message(scene);
  assert.equal(Object.getPrototypeOf(event), MessageEvent.prototype);
  assert.equal(event.type, "message");
  assert.equal(event.origin, `ws://${location.host}`);
});

test("its further attributes are those of no source", async (scene) => {
  const [event] = await message(scene);
  assert.strictEqual(event.lastEventId, "");
  assert.strictEqual(event.source, null);
  assert.deepEqual([...event.ports], []);
});

test("neither bubbles nor can be cancelled", async (scene) => {
  const [event] = await message(scene);
  assert.isFalse(event.bubbles);
  assert.isFalse(event.cancelable);
  assert.isFalse(event.composed);
  event.preventDefault();
  assert.isFalse(event.defaultPrevented);
});

test("target and currentTarget are the socket, in listeners and handlers", async ({ open }) => {
  const socket = await open();
  const targets = [];
  const note = (event) => targets.push(event.target, event.currentTarget, event.srcElement);
  socket.onmessage = note;
  socket.addEventListener("message", note);
  await echo(socket, "x");
  assert.deepEqual(new Set(targets), new Set([socket]));
  assert.lengthOf(targets, 6);
});

test("is dispatched at the target alone", async ({ open }) => {
  const socket = await open();
  let seen;
  socket.onmessage = (event) => {
    seen = [event.eventPhase, event.composedPath()];
  };
  const next = once(socket, "message");
  socket.send("x");
  const event = await next;
  // This runs between two listeners, the event is still under way.
  await task();
  assert.equal(seen[0], Event.AT_TARGET);
  assert.deepEqual(seen[1], [socket]);
  assert.equal(event.eventPhase, Event.NONE);
  assert.strictEqual(event.currentTarget, null);
  assert.equal(event.target, socket);
});

test("all listeners get the same event", async ({ open }) => {
  const socket = await open();
  const events = new Set();
  const note = (event) => events.add(event);
  socket.onmessage = note;
  socket.addEventListener("message", note);
  socket.addEventListener("message", { handleEvent: note });
  await echo(socket, "x");
  assert.equal(events.size, 1);
});

test("has no properties of its own but isTrusted", async (scene) => {
  const [event] = await message(scene);
  assert.deepEqual(Object.getOwnPropertyNames(event).filter((name) => name !== "isTrusted"), []);
});

test("its time is that of its arrival", async ({ open }) => {
  const socket = await open();
  const before = performance.now();
  const next = once(socket, "message");
  socket.send("x");
  const { timeStamp } = await next;
  // Clocks of events are coarsened in some engines.
  assert.isAtLeast(timeStamp, before - 100);
  assert.isAtMost(timeStamp, performance.now() + 100);
});

test("the data of one message is always the same object", async (scene) => {
  const [event] = await message(scene, new ArrayBuffer(3));
  assert.strictEqual(event.data, event.data);
});
