// The class as Web IDL shapes it.
import { assert, clause, thrown } from "./support.js";

const test = clause("interface-shape");

const READ_ONLY = ["url", "readyState", "bufferedAmount", "extensions", "protocol"];
const WRITABLE = ["binaryType", "onopen", "onmessage", "onerror", "onclose"];
const METHODS = ["close", "send"];

const descriptor = (Class, name) => Object.getOwnPropertyDescriptor(Class.prototype, name);

test("the class inherits from EventTarget", ({ Class }) => {
  assert.equal(Object.getPrototypeOf(Class), EventTarget);
  assert.equal(Object.getPrototypeOf(Class.prototype), EventTarget.prototype);
});

test("the class needs one argument", ({ Class }) => {
  assert.deepEqual(Object.getOwnPropertyDescriptor(Class, "length"), {
    value: 1,
    writable: false,
    enumerable: false,
    configurable: true,
  });
});

test("the class has its name", ({ Class }) => {
  const { value, ...flags } = Object.getOwnPropertyDescriptor(Class, "name");
  assert.match(value, /^(WebSocket|Sockline)$/);
  assert.deepEqual(flags, { writable: false, enumerable: false, configurable: true });
});

test("the prototype can't be replaced", ({ Class }) => {
  assert.deepEqual(Object.getOwnPropertyDescriptor(Class, "prototype"), {
    value: Class.prototype,
    writable: false,
    enumerable: false,
    configurable: false,
  });
});

test("the prototype knows its constructor", ({ Class }) => {
  assert.deepEqual(descriptor(Class, "constructor"), {
    value: Class,
    writable: true,
    enumerable: false,
    configurable: true,
  });
});

test("calling without new is a TypeError", ({ Class, url }) => {
  assert.instanceOf(thrown(() => Class(url("echo"))), TypeError);
  assert.instanceOf(thrown(() => Class.call({}, url("echo"))), TypeError);
});

test("an instance has the class's prototype, and nothing of its own", ({ Class, connect }) => {
  const socket = connect();
  assert.equal(Object.getPrototypeOf(socket), Class.prototype);
  assert.instanceOf(socket, Class);
  assert.deepEqual(Reflect.ownKeys(socket), []);
  assert.isTrue(Object.isExtensible(socket));
});

test("toString names the class", ({ Class, connect }) => {
  assert.equal(String(connect()), `[object ${Class.name}]`);
  assert.deepEqual(descriptor(Class, Symbol.toStringTag), {
    value: Class.name,
    writable: false,
    enumerable: false,
    configurable: true,
  });
});

for (const name of [...READ_ONLY, ...WRITABLE]) {
  test(`${name} is an accessor that is enumerable and configurable`, ({ Class }) => {
    const { get, set, enumerable, configurable } = descriptor(Class, name);
    assert.isTrue(enumerable && configurable);
    assert.equal(get.name, `get ${name}`);
    assert.equal(get.length, 0);
    if (READ_ONLY.includes(name)) {
      assert.isUndefined(set);
    } else {
      assert.equal(set.name, `set ${name}`);
      assert.equal(set.length, 1);
    }
  });

  test(`${name} of anything but a socket is a TypeError`, ({ Class }) => {
    const { get } = descriptor(Class, name);
    for (const other of [Class.prototype, {}, null, undefined, 42, new EventTarget()]) {
      assert.instanceOf(thrown(() => get.call(other)), TypeError);
    }
  });
}

test("setting binaryType of anything but a socket is a TypeError, whatever the value", ({ Class }) => {
  const { set } = descriptor(Class, "binaryType");
  for (const value of ["blob", "nonsense"]) {
    assert.instanceOf(thrown(() => set.call({}, value)), TypeError);
  }
});

for (const name of METHODS) {
  test(`${name} is a method that is enumerable, writable and configurable`, ({ Class }) => {
    const { value, ...flags } = descriptor(Class, name);
    assert.deepEqual(flags, { writable: true, enumerable: true, configurable: true });
    assert.equal(value.name, name);
    assert.equal(value.length, { close: 0, send: 1 }[name]);
    assert.isFalse(Object.hasOwn(value, "prototype"));
  });

  test(`${name} of anything but a socket is a TypeError`, ({ Class }) => {
    for (const other of [Class.prototype, {}, undefined, new EventTarget()]) {
      assert.instanceOf(thrown(() => Class.prototype[name].call(other, "3000")), TypeError);
    }
  });
}

test("no argument is converted for anything but a socket", ({ Class }) => {
  const argument = {
    valueOf() {
      throw new RangeError();
    },
    toString() {
      throw new RangeError();
    },
  };
  for (const name of METHODS) {
    assert.instanceOf(thrown(() => Class.prototype[name].call({}, argument, argument)), TypeError);
  }
});

test("for…in of an instance shows every member of the standard", ({ connect }) => {
  const names = [];
  for (const name in connect()) names.push(name);
  const constants = ["CONNECTING", "OPEN", "CLOSING", "CLOSED"];
  assert.includeMembers(names, [...READ_ONLY, ...WRITABLE, ...METHODS, ...constants, "addEventListener"]);
});

test("for…in of an instance shows nothing else", ({ connect }) => {
  const names = [];
  for (const name in connect()) names.push(name);
  const target = Object.keys(EventTarget.prototype);
  const known = [...READ_ONLY, ...WRITABLE, ...METHODS, ...target, "CONNECTING", "OPEN", "CLOSING", "CLOSED"];
  assert.sameMembers(names, known);
});

test("a subclass is made of its own prototype", ({ Socket, Class, url }) => {
  class Mine extends Socket {
    send() {
      return "mine";
    }
  }
  const socket = new Mine(url("echo"));
  assert.instanceOf(socket, Mine);
  assert.instanceOf(socket, Class);
  assert.equal(socket.send(), "mine");
  assert.equal(Object.getPrototypeOf(socket), Mine.prototype);
});

test("methods can be replaced on an instance", ({ connect }) => {
  const socket = connect();
  socket.close = 5;
  socket.send = 6;
  assert.deepEqual([socket.close, socket.send], [5, 6]);
  delete socket.close;
  assert.isFunction(socket.close);
});

test("can't be cloned", ({ connect }) => {
  assert.equal(thrown(() => structuredClone(connect())).name, "DataCloneError");
});

test("has no content as JSON", ({ connect }) => {
  assert.equal(JSON.stringify(connect()), "{}");
});
