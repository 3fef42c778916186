// CONNECTING, OPEN, CLOSING and CLOSED, on the class, the prototype and instances.
import { assert, clause } from "./support.js";

const test = clause("constants");

for (const [value, name] of ["CONNECTING", "OPEN", "CLOSING", "CLOSED"].entries()) {
  test(`${name} is ${value} everywhere`, ({ Class, connect }) => {
    assert.strictEqual(Class[name], value);
    assert.strictEqual(Class.prototype[name], value);
    assert.strictEqual(connect()[name], value);
  });

  test(`${name} can't be changed, and is enumerable`, ({ Class }) => {
    for (const owner of [Class, Class.prototype]) {
      assert.deepEqual(Object.getOwnPropertyDescriptor(owner, name), {
        value,
        writable: false,
        enumerable: true,
        configurable: false,
      });
    }
  });
}
