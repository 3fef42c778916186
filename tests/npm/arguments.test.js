import { assert, connect, once, SCHEME, Scope, Sockline, thrown } from "./support.js";

describe("constructor arguments", () => {
  const faulty = [
    ["an unparsable URL", ["ws://[bad"], "SyntaxError"],
    ["a scheme that is not WebSocket's", ["ftp://localhost/"], "SyntaxError"],
    ["a fragment", ["ws://localhost/#part"], "SyntaxError"],
    ["an empty fragment", ["ws://localhost/#"], "SyntaxError"],
    ["a protocol that is not a token", ["ws://localhost/", "a b"], "SyntaxError"],
    ["an empty protocol", ["ws://localhost/", ""], "SyntaxError"],
    ["a protocol given twice", ["ws://localhost/", ["chat", "chat"]], "SyntaxError"],
  ];
  for (const [name, parameters, error] of faulty) {
    it(`${name}: the same exception as WebSocket`, () => {
      const ours = thrown(() => new Sockline(...parameters));
      assert.instanceOf(ours, DOMException);
      assert.equal(ours.name, error);
      assert.equal(thrown(() => new WebSocket(...parameters)).name, error);
    });
  }

  it("no URL: TypeError", () => {
    assert.instanceOf(thrown(() => new Sockline()), TypeError);
  });

  it("an error never carries the URL", () => {
    for (const url of ["ws://user:secret@[bad", "ftp://h/?token=secret", "ws://h/?token=secret#x"]) {
      assert.notInclude(thrown(() => new Sockline(url)).message, "secret");
    }
  });

  it("an error never carries a protocol, which may be a bearer's token", () => {
    assert.notInclude(thrown(() => new Sockline("ws://h/", ["bearer", "secret=="])).message, "secret");
  });

  it("an unknown option: a TypeError that names it", () => {
    const error = thrown(() => new Sockline("ws://localhost/", [], { reconect: true }));
    assert.instanceOf(error, TypeError);
    assert.include(error.message, "'reconect'");
  });

  it("what a page has added to all objects is no option", async () => {
    Object.prototype.extend = () => {};
    try {
      const socket = connect(new Scope().url("echo"), [], { queue: { maxMessages: 10 }, heartbeat: true });
      const opened = once(socket, "open");
      socket.send("hello", { key: "greeting" });
      const { data } = await once(socket, "message");
      assert.equal(data, "hello");
      const event = await opened;
      assert.notInclude(Object.keys(event), "extend");
    } finally {
      delete Object.prototype.extend;
    }
  });

  it("an unknown option of a group: a TypeError that names it", () => {
    const error = thrown(() => new Sockline("ws://localhost/", [], { queue: { size: 1 } }));
    assert.include(error.message, "'queue.size'");
  });

  const wrong = [
    [{ binaryType: "bytes" }, "binaryType"],
    [{ reconnect: 1 }, "reconnect"],
    [{ reconnect: { base: "1" } }, "reconnect.base"],
    [{ reconnect: { cap: -1 } }, "reconnect.cap"],
    [{ reconnect: { shouldReconnect: true } }, "reconnect.shouldReconnect"],
    [{ queue: { maxBytes: NaN } }, "queue.maxBytes"],
    [{ queue: { overflow: "explode" } }, "queue.overflow"],
    [{ queue: true }, "queue"],
    [{ queue: false }, "queue"],
    [{ startClosed: 1 }, "startClosed"],
    [{ heartbeat: { message: 1 } }, "heartbeat.message"],
    [{ heartbeat: { message: null } }, "heartbeat.message"],
    [{ heartbeat: { message: ["ping"] } }, "heartbeat.message"],
    [{ heartbeat: { reply: new Uint8Array(1) } }, "heartbeat.reply"],
    [{ heartbeat: { reply: true } }, "heartbeat.reply"],
    [{ heartbeat: { reply: null }, binaryType: "arraybuffer" }, "heartbeat.reply"],
    [{ heartbeat: { reply: { type: "pong" } }, binaryType: "arraybuffer" }, "heartbeat.reply"],
    [{ WebSocket: "ws" }, "WebSocket"],
    [null, "options"],
  ];
  for (const [options, name] of wrong) {
    it(`${JSON.stringify(options)}: a TypeError that names '${name}'`, () => {
      const error = thrown(() => new Sockline("ws://localhost/", [], options));
      assert.instanceOf(error, TypeError);
      assert.include(error.message, `'${name}'`);
    });
  }

  it("a heartbeat's message may be text, bytes, a Blob or a function, and its reply all but a Blob", () => {
    const options = { startClosed: true, binaryType: "arraybuffer" };
    const bytes = new Uint8Array([1, 2]);
    for (const value of ["", () => "ping", bytes, bytes.buffer, new DataView(bytes.buffer)]) {
      connect("ws://localhost/", [], { ...options, heartbeat: { message: value, reply: value } });
    }
    connect("ws://localhost/", [], { ...options, heartbeat: { message: new Blob([bytes]) } });
    const blob = { reply: new Blob([bytes]) };
    const error = thrown(() => new Sockline("ws://localhost/", [], { ...options, heartbeat: blob }));
    assert.include(error.message, "'heartbeat.reply'");
  });

  it("http becomes ws, and a relative URL is the page's", () => {
    const scope = new Scope();
    const socket = connect(scope.url("echo").replace("ws", "http"));
    assert.equal(socket.url, scope.url("echo"));
    const relative = connect(`/echo?scope=${scope.name}`);
    assert.equal(relative.url, `${SCHEME}//${location.host}/echo?scope=${scope.name}`);
  });

  // As the standard says. Firefox's own passes the element over.
  it("a relative URL begins at the document's <base>", () => {
    const element = document.createElement("base");
    element.href = "https://base.invalid/there/";
    document.head.append(element);
    try {
      const socket = connect("name", [], { startClosed: true });
      assert.equal(socket.url, "wss://base.invalid/there/name");
    } finally {
      element.remove();
    }
  });

  it("the server's choice among the protocols is told", async () => {
    const socket = connect(new Scope().url("echo", { protocol: "chat.v2" }), ["chat.v1", "chat.v2"]);
    assert.equal(socket.protocol, "");
    await once(socket, "open");
    assert.equal(socket.protocol, "chat.v2");
  });

  it("constants are on class and instance", () => {
    const socket = connect(new Scope().url("echo"));
    for (const [name, value] of Object.entries({ CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 })) {
      assert.equal(Sockline[name], value);
      assert.equal(socket[name], value);
    }
    assert.instanceOf(socket, EventTarget);
  });
});
