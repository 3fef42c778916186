// The `close` event.
import { assert, clause, once } from "./support.js";

const test = clause("close-event");

test("is a CloseEvent", async ({ connect }) => {
  const socket = connect("close", { code: 4000, reason: "x" });
  const event = await once(socket, "close");
  assert.equal(Object.getPrototypeOf(event), CloseEvent.prototype);
  assert.equal(event.type, "close");
  assert.equal(event.target, socket);
  assert.isFalse(event.bubbles || event.cancelable || event.composed);
});

test("its attributes have the standard's types", async ({ connect }) => {
  for (const path of ["close", "refuse"]) {
    const event = await once(connect(path), "close");
    assert.isNumber(event.code);
    assert.isString(event.reason);
    assert.isBoolean(event.wasClean);
  }
});

test("its attributes can't be set", async ({ connect }) => {
  const event = await once(connect("close", { code: 4000 }), "close");
  assert.throws(() => {
    event.code = 1;
  }, TypeError);
  assert.equal(event.code, 4000);
});

test("has no properties of its own but isTrusted", async ({ connect }) => {
  const event = await once(connect("close"), "close");
  assert.deepEqual(Object.getOwnPropertyNames(event).filter((name) => name !== "isTrusted"), []);
});
