// `ws:` on a page of `https:`, which the browser refuses: Chromium and Firefox throw, WebKit tells
// `error`. On a page of `http:` there is nothing to refuse, so this runs over TLS alone.
import { assert, connect, once, Scope, SOON } from "./support.js";

const INSECURE = "ws://host.invalid/";

/** What the constructor throws, or what follows up to the event `last`, with the state after it. */
async function fate(construct, last) {
  let socket;
  try {
    socket = construct();
  } catch (error) {
    const { name, code, message } = error;
    return { thrown: { name, code, message, isPlatforms: error instanceof DOMException } };
  }
  const events = [];
  const over = once(socket, last);
  for (const type of ["open", "message", "error"]) {
    socket.addEventListener(type, () => events.push(type));
  }
  socket.addEventListener("close", ({ code, reason, wasClean }) => {
    events.push(`close ${code} ${reason} ${wasClean}`);
  });
  await over;
  await new Promise((resolve) => setTimeout(resolve));
  return { events, readyState: socket.readyState };
}

/** The types of all events of an insecure socket until its end, and what its errors carry. */
async function attempts(url, options) {
  const socket = connect(url, [], options);
  const types = [];
  for (const type of ["open", "error", "close", "reconnecting", "end"]) {
    socket.addEventListener(type, () => types.push(type));
  }
  const causes = [];
  socket.addEventListener("error", ({ error }) => causes.push(error?.name));
  await once(socket, "end");
  return { types, causes };
}

describe("ws: on a page of https:", () => {
  let native;
  before(async () => {
    native = await fate(() => new WebSocket(INSECURE), "error");
  });

  it("is refused by the platform", () => {
    assert.equal(location.protocol, "https:");
    window.__findings ??= {};
    window.__findings.mixedContent = native;
    if (native.thrown) assert.equal(native.thrown.name, "SecurityError");
    else assert.deepInclude(native, { readyState: WebSocket.CLOSED });
  });

  it("without reconnection it ends as WebSocket does", async () => {
    const sockline = await fate(() => connect(INSECURE, [], { reconnect: false }), "close");
    // WebKit leaves out the `close` that the standard wants after every `error`.
    const wanted = native.thrown ? native : { ...native, events: ["error", "close 1006  false"] };
    assert.deepEqual(sockline, wanted);
  });

  it("with reconnection every attempt fails, and none throws", async () => {
    const options = { reconnect: { ...SOON, maxRetries: 1 } };
    const { types, causes } = await attempts(INSECURE, options);
    assert.deepEqual(types, ["error", "close", "reconnecting", "error", "close", "end"]);
    assert.deepEqual(causes, [native.thrown?.name, native.thrown?.name]);
  });

  it("a provider's URL is told, not thrown", async () => {
    const { types, causes } = await attempts(() => INSECURE, { reconnect: false });
    assert.deepEqual(types, ["error", "close", "end"]);
    assert.deepEqual(causes, [native.thrown?.name]);
  });

  it("a provider that gives wss: the next time connects", async () => {
    const scope = new Scope();
    const urls = [INSECURE, scope.url("echo")];
    const socket = connect(() => urls.shift(), [], { reconnect: SOON });
    socket.send("hello");
    assert.equal((await once(socket, "message")).data, "hello");
    assert.match(socket.url, /^wss:/);
  });
});
