// `close(code, reason)`: which arguments are refused, and that nothing has changed then.
import { assert, clause, echo, once, thrown } from "./support.js";

const test = clause("close-rules");

const REFUSED = [0, 1, 500, 999, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1011, 1015, 1016, 2999, 5000, 65_535];
const REFUSED_AFTER_CONVERSION = [
  null, NaN, Infinity, -Infinity, -1, 66_536, true, false, "", "rubbish", {}, [], 998.9, 2999.4, 5000.1,
];
for (const code of [...REFUSED, ...REFUSED_AFTER_CONVERSION]) {
  test(`${typeof code} ${JSON.stringify(code)} ${code} is an InvalidAccessError`, async ({ open }) => {
    const socket = await open();
    const error = thrown(() => socket.close(code));
    assert.instanceOf(error, DOMException);
    assert.equal(error.name, "InvalidAccessError");
    assert.equal(error.code, DOMException.INVALID_ACCESS_ERR);
    assert.equal(socket.readyState, 1);
    assert.equal(await echo(socket, "still open"), "still open");
  });
}

const ACCEPTED = [
  [1000, 1000],
  [3000, 3000],
  [4999, 4999],
  ["3001", 3001],
  [" 4000 ", 4000],
  [3002.4, 3002],
  // Web IDL's `[Clamp]` takes halves to the even neighbour, Chromium and WebKit cut them off.
  [1000.5, 1000],
  [3000.5, 3000],
  [{ valueOf: () => 3003 }, 3003],
  [[3004], 3004],
];
for (const [code, told] of ACCEPTED) {
  test(`${typeof code} ${JSON.stringify(code)} is ${told}`, async ({ open }) => {
    const socket = await open();
    const closed = once(socket, "close");
    assert.isUndefined(socket.close(code));
    const event = await closed;
    assert.equal(event.code, told);
    assert.isTrue(event.wasClean);
  });
}

for (const parameters of [[], [undefined], [undefined, undefined]]) {
  test(`${parameters.length} arguments, undefined: no code is sent`, async ({ open }) => {
    const socket = await open();
    const closed = once(socket, "close");
    socket.close(...parameters);
    const { code, reason, wasClean } = await closed;
    assert.deepEqual([code, reason, wasClean], [1005, "", true]);
  });
}

for (const code of [Symbol("code"), 1000n]) {
  test(`a ${typeof code} as code is a TypeError`, async ({ open }) => {
    const socket = await open();
    assert.instanceOf(thrown(() => socket.close(code)), TypeError);
    assert.equal(socket.readyState, 1);
  });
}

test("what the code's valueOf throws is thrown", async ({ open }) => {
  const socket = await open();
  const fault = new Error("mine");
  const code = {
    valueOf() {
      throw fault;
    },
  };
  assert.equal(thrown(() => socket.close(code)), fault);
});

test("a symbol as reason is a TypeError, whatever the code", async ({ open }) => {
  const socket = await open();
  assert.instanceOf(thrown(() => socket.close(1000, Symbol("reason"))), TypeError);
  assert.instanceOf(thrown(() => socket.close(1, Symbol("reason"))), TypeError);
});

test("a reason alone is taken for a code", async ({ open }) => {
  const socket = await open();
  assert.equal(thrown(() => socket.close("reason")).name, "InvalidAccessError");
});

const TOO_LONG = {
  "124 letters": "x".repeat(124),
  "62 letters of two bytes": "é".repeat(62),
  "42 letters of three bytes": "€".repeat(42),
  "31 letters of four bytes": "😀".repeat(31),
  "42 lone surrogates": "\ud800".repeat(42),
};
for (const [name, reason] of Object.entries(TOO_LONG)) {
  test(`a reason of ${name} is a SyntaxError`, async ({ open }) => {
    const socket = await open();
    const error = thrown(() => socket.close(1000, reason));
    assert.instanceOf(error, DOMException);
    assert.equal(error.name, "SyntaxError");
    assert.equal(socket.readyState, 1);
    assert.equal(await echo(socket, "still open"), "still open");
  });
}

const REASONS = {
  "123 letters": ["x".repeat(123), "x".repeat(123)],
  "61 letters of two bytes and one": [`${"é".repeat(61)}x`, `${"é".repeat(61)}x`],
  "a lone surrogate": ["a\ud800", "a\ufffd"],
  null: [null, "null"],
  "a number": [42, "42"],
  undefined: [undefined, ""],
  "an empty string": ["", ""],
};
for (const [name, [reason, told]] of Object.entries(REASONS)) {
  test(`a reason: ${name}`, async ({ open }) => {
    const socket = await open();
    const closed = once(socket, "close");
    socket.close(4000, reason);
    const event = await closed;
    assert.equal(event.code, 4000);
    assert.equal(event.reason, told);
  });
}

test("the code is judged before the reason", async ({ open }) => {
  const socket = await open();
  assert.equal(thrown(() => socket.close(1001, "x".repeat(124))).name, "InvalidAccessError");
});

test("arguments are checked in every state", async ({ connect, closed }) => {
  const socket = connect("silent");
  assert.equal(thrown(() => socket.close(1001)).name, "InvalidAccessError");
  assert.equal(thrown(() => socket.close(1000, "x".repeat(124))).name, "SyntaxError");
  assert.equal(socket.readyState, 0);
  socket.close();
  assert.equal(thrown(() => socket.close(1001)).name, "InvalidAccessError");
  const ended = await closed();
  assert.equal(thrown(() => ended.close(1001)).name, "InvalidAccessError");
});
