import { assert, connect, once, Scope, Sockline } from "./support.js";

describe("disposal", () => {
  it("nothing is defined where the runtime has no symbols for it", () => {
    assert.notProperty(Sockline.prototype, "undefined");
    assert.equal(Object.hasOwn(Sockline.prototype, Symbol.dispose ?? "no"), !!Symbol.dispose);
    assert.equal(Object.hasOwn(Sockline.prototype, Symbol.asyncDispose ?? "no"), !!Symbol.asyncDispose);
  });

  it("Symbol.dispose closes", async function () {
    if (!Symbol.dispose) return this.skip();
    const socket = connect(new Scope().url("echo"));
    const ended = once(socket, "end");
    assert.isUndefined(socket[Symbol.dispose]());
    assert.equal((await ended).cause, "closed");
  });

  it("Symbol.asyncDispose closes and waits for the end, whatever the state", async function () {
    if (!Symbol.asyncDispose) return this.skip();
    const scope = new Scope();
    const socket = connect(scope.url("echo"));
    await once(socket, "open");
    let ends = 0;
    socket.onend = () => ends++;
    await socket[Symbol.asyncDispose]();
    assert.equal(ends, 1);
    assert.equal((await scope.control("stats")).open, 0);
    await socket[Symbol.asyncDispose]();
    await connect(scope.url("silent"))[Symbol.asyncDispose]();
    await connect(scope.url("echo"), [], { startClosed: true })[Symbol.asyncDispose]();
  });

  it("Symbol.asyncDispose waits no longer than for the connection that it closed", async function () {
    if (!Symbol.asyncDispose) return this.skip();
    const socket = connect(new Scope().url("mute"));
    await once(socket, "open");
    const disposed = socket[Symbol.asyncDispose]();
    socket.reconnect();
    await disposed;
    assert.equal(socket.readyState, 0);
  });

  it("Symbol.asyncDispose waits for the connection that it closed, and for none that was replaced before", async function () {
    if (!Symbol.asyncDispose) return this.skip();
    const socket = connect(new Scope().url("echo"));
    await once(socket, "open");
    socket.reconnect();
    await socket[Symbol.asyncDispose]();
    assert.equal(socket.readyState, 3);
  });

  it("using and await using close where the block ends", async function () {
    let run;
    try {
      run = new Function(
        "make",
        `return (async () => {
          let outer, inner;
          { using socket = make(); outer = socket; }
          { await using socket = make(); inner = socket; }
          return [outer, inner];
        })();`,
      );
    } catch {
      // Not every engine knows the syntax; compilers know it for all.
      return this.skip();
    }
    const [outer, inner] = await run(() => connect(new Scope().url("echo")));
    assert.isAtLeast(outer.readyState, 2);
    assert.equal(inner.readyState, 3);
  });
});
