// `new WebSocket(url)`: parsing, schemes, fragments, conversions.
import { assert, clause, thrown } from "./support.js";

const test = clause("constructor-url");

/** Where a relative URL begins. */
const base = () => globalThis.document?.baseURI ?? location.href;

/** What `url` is parsed to, with WebSocket's scheme. */
const resolved = (url) => new URL(url, base()).href.replace(/^http/, "ws");

const FAULTY = [
  "ws://[bad",
  "ws:",
  "ws://",
  "ws://host.invalid:99999/",
  "ws://host.invalid:port/",
  "ws://host.invalid/#part",
  "ws://host.invalid/#",
  "http://host.invalid/#",
  "#part",
  "#",
  "ftp://host.invalid/",
  "file:///etc/hosts",
  "mailto:someone@example.com",
  "about:blank",
  "data:text/plain,x",
  "javascript:void 0",
  "blob:https://host.invalid/1",
  "localhost:8080",
];
for (const url of FAULTY) {
  test(`"${url}" is a SyntaxError`, ({ Socket }) => {
    const error = thrown(() => new Socket(url));
    assert.instanceOf(error, DOMException);
    assert.equal(error.name, "SyntaxError");
    assert.equal(error.code, DOMException.SYNTAX_ERR);
  });
}

const PARSED = [
  ["ws://host.invalid", "ws://host.invalid/"],
  ["wss://host.invalid", "wss://host.invalid/"],
  ["http://host.invalid/", "ws://host.invalid/"],
  ["https://host.invalid/", "wss://host.invalid/"],
  ["WS://HOST.invalid/Path", "ws://host.invalid/Path"],
  ["HTTPS://host.invalid/", "wss://host.invalid/"],
  ["ws://host.invalid:80/", "ws://host.invalid/"],
  ["wss://host.invalid:443/", "wss://host.invalid/"],
  ["http://host.invalid:80/", "ws://host.invalid/"],
  ["http://host.invalid:443/", "ws://host.invalid:443/"],
  ["ws://host.invalid:443/", "ws://host.invalid:443/"],
  ["wss://host.invalid:80/", "wss://host.invalid:80/"],
  ["ws:\\\\host.invalid\\path", "ws://host.invalid/path"],
  ["  ws://host.invalid/\t\n", "ws://host.invalid/"],
  ["ws://host.invalid/a/../b/./c", "ws://host.invalid/b/c"],
  ["ws://host.invalid/a b?c d", "ws://host.invalid/a%20b?c%20d"],
  ["ws://host.invalid/ä?ö", "ws://host.invalid/%C3%A4?%C3%B6"],
  ["ws://host.invalid/\ud800?\udc00", "ws://host.invalid/%EF%BF%BD?%EF%BF%BD"],
  ["ws://host.invalid/%23?%23", "ws://host.invalid/%23?%23"],
  ["ws://user:password@host.invalid/", "ws://user:password@host.invalid/"],
  ["ws://0x7f.1:8080/", "ws://127.0.0.1:8080/"],
];
for (const [url, parsed] of PARSED) {
  test(`${JSON.stringify(url)} is ${parsed}`, ({ Socket }) => {
    assert.equal(new Socket(url).url, parsed);
  });
}

for (const url of ["?query", "name", "/path", "../up", "."]) {
  test(`"${url}" is relative to the page or worker`, ({ Socket }) => {
    assert.equal(new Socket(url).url, resolved(url));
  });
}

test("a host alone takes the scheme of the page", ({ Socket }) => {
  assert.equal(new Socket("//host.invalid/path").url, "ws://host.invalid/path");
});

for (const value of [null, undefined, 42, true, ["a", "b"]]) {
  test(`${JSON.stringify(value)} is taken as its string`, ({ Socket }) => {
    assert.equal(new Socket(value).url, resolved(`${value}`));
  });
}

test("a URL object is taken as its string", ({ Socket }) => {
  assert.equal(new Socket(new URL("https://host.invalid/x?y")).url, "wss://host.invalid/x?y");
});

test("toString is called once", ({ Socket }) => {
  let calls = 0;
  const url = { toString: () => `ws://host.invalid/${++calls}` };
  assert.equal(new Socket(url).url, "ws://host.invalid/1");
  assert.equal(calls, 1);
});

test("what toString throws is thrown", ({ Socket }) => {
  const fault = new Error("mine");
  const url = {
    toString() {
      throw fault;
    },
  };
  assert.equal(thrown(() => new Socket(url)), fault);
});

test("a symbol is a TypeError", ({ Socket }) => {
  assert.instanceOf(thrown(() => new Socket(Symbol("url"))), TypeError);
});

test("no argument is a TypeError", ({ Socket }) => {
  assert.instanceOf(thrown(() => new Socket()), TypeError);
});

test("conversions of all arguments come before the URL is parsed", ({ Socket }) => {
  assert.instanceOf(thrown(() => new Socket("ws://[bad", [Symbol("protocol")])), TypeError);
});

test("a function is taken as its string", ({ Socket }) => {
  const url = Object.assign(() => "ws://host.invalid/called", {
    toString: () => "ws://host.invalid/string",
  });
  assert.equal(new Socket(url).url, "ws://host.invalid/string");
});
