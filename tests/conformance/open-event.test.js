// The `open` and `error` events.
import { assert, clause, once } from "./support.js";

const test = clause("open-event");

const EVENTS = {
  open: ({ connect }) => connect(),
  error: ({ connect }) => connect("refuse"),
};
for (const [type, make] of Object.entries(EVENTS)) {
  test(`${type} is an Event`, async (scene) => {
    const socket = make(scene);
    const event = await once(socket, type);
    assert.equal(Object.getPrototypeOf(event), Event.prototype);
    assert.equal(event.type, type);
    assert.equal(event.target, socket);
    assert.isFalse(event.bubbles || event.cancelable || event.composed);
  });

  test(`${type} has no properties of its own but isTrusted`, async (scene) => {
    const event = await once(make(scene), type);
    assert.deepEqual(Object.getOwnPropertyNames(event).filter((name) => name !== "isTrusted"), []);
  });
}
