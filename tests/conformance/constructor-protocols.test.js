// `new WebSocket(url, protocols)`: which are faulty, and what the server is offered.
import { assert, clause, once, thrown } from "./support.js";

const test = clause("constructor-protocols");

const NAMES = {
  "an empty string": "",
  "an empty string in a list": [""],
  "a string with a space": "a b",
  "one faulty of two": ["good", "b/d"],
  "an array-like object without an iterator": { 0: "chat", length: 1 },
  "the same twice": ["chat", "chat"],
  "the same twice, though not in a row": ["chat", "super", "chat"],
  "the same twice after conversion": [1, "1"],
  "characters of a String object that repeat": new String("oo"),
  "a lone surrogate": "\ud800",
  "a name outside of ASCII": "chät",
};
for (const [name, protocols] of Object.entries(NAMES)) {
  test(`${name}: SyntaxError`, ({ Socket, url }) => {
    const error = thrown(() => new Socket(url("echo"), protocols));
    assert.instanceOf(error, DOMException);
    assert.equal(error.name, "SyntaxError");
  });
}

const SEPARATORS = '()<>@,;:\\"/[]?={} \t';
test("each separator and control character is a SyntaxError", ({ Socket, url }) => {
  const controls = Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code));
  for (const character of [...SEPARATORS, ...controls, "\x7f", "\x80", "\u00ff", "\u2028"]) {
    const error = thrown(() => new Socket(url("echo"), `a${character}b`));
    assert.equal(error.name, "SyntaxError", JSON.stringify(character));
  }
});

test("each other character of ASCII is accepted", async ({ open }) => {
  const name = Array.from({ length: 0x5e }, (_, index) => String.fromCharCode(0x21 + index))
    .filter((character) => !SEPARATORS.includes(character))
    .join("");
  assert.equal((await open("echo", {}, name)).protocol, name);
});

test("names that differ only in case are two", async ({ open }) => {
  const socket = await open("echo", { protocol: "CHAT" }, ["chat", "CHAT"]);
  assert.equal(socket.protocol, "CHAT");
});

test("a symbol is a TypeError", ({ Socket, url }) => {
  assert.instanceOf(thrown(() => new Socket(url("echo"), Symbol("chat"))), TypeError);
});

test("a symbol in a list is a TypeError", ({ Socket, url }) => {
  assert.instanceOf(thrown(() => new Socket(url("echo"), [Symbol("chat")])), TypeError);
});

test("an iterator that is not callable is a TypeError", ({ Socket, url }) => {
  assert.instanceOf(thrown(() => new Socket(url("echo"), { [Symbol.iterator]: 1 })), TypeError);
});

test("what an iterator throws is thrown", ({ Socket, url }) => {
  const fault = new Error("mine");
  const protocols = {
    [Symbol.iterator]() {
      throw fault;
    },
  };
  assert.equal(thrown(() => new Socket(url("echo"), protocols)), fault);
});

test("faulty protocols make no connection", async ({ Socket, url, control, open }) => {
  thrown(() => new Socket(url("echo"), "a b"));
  await open();
  assert.equal((await control("stats")).accepted, 1);
});

const OFFERED = {
  undefined: [undefined, ""],
  "an empty list": [[], ""],
  "a string": ["chat", "chat"],
  "a list of one": [["chat"], "chat"],
  null: [null, "null"],
  "a number": [42, "42"],
  "an object without an iterator": [{ toString: () => "mine" }, "mine"],
  "a set": [new Set(["first", "second"]), "first"],
  "a list of what is not strings": [[1, null], "1"],
  "a String object, one by one": [new String("ab"), "a"],
};
for (const [name, [protocols, chosen]] of Object.entries(OFFERED)) {
  test(`${name}: the server chooses "${chosen}"`, async ({ open }) => {
    assert.equal((await open("echo", {}, protocols)).protocol, chosen);
  });
}

test("a generator is offered in its order", async ({ open }) => {
  function* protocols() {
    yield "first";
    yield "second";
  }
  assert.equal((await open("echo", { protocol: "second" }, protocols())).protocol, "second");
});

test("the list is read once, at construction", async ({ connect }) => {
  const protocols = ["first"];
  const socket = connect("echo", {}, protocols);
  protocols[0] = "second";
  await once(socket, "open");
  assert.equal(socket.protocol, "first");
});

test("a server that chooses none opens without one", async ({ Class, connect }) => {
  // Whether that is allowed has changed in the RFC's errata; both outcomes are seen.
  const socket = connect("echo", { protocol: "none" }, ["chat"]);
  await Promise.race([once(socket, "open"), once(socket, "close")]);
  assert.equal(socket.protocol, "");
  assert.include([Class.OPEN, Class.CLOSED], socket.readyState);
});
