// `url`, `protocol` and `extensions`: what they read in each state.
import { assert, clause, once, thrown } from "./support.js";

const test = clause("url-attribute");

test("url is the same in every state", async ({ connect, url }) => {
  const expected = url("echo");
  const socket = connect();
  const seen = [socket.url];
  await once(socket, "open");
  seen.push(socket.url);
  socket.close();
  seen.push(socket.url);
  await once(socket, "close");
  seen.push(socket.url);
  assert.deepEqual(seen, [expected, expected, expected, expected]);
});

test("protocol and extensions are empty until the connection is open", ({ connect }) => {
  const socket = connect("echo", {}, "chat");
  assert.strictEqual(socket.protocol, "");
  assert.strictEqual(socket.extensions, "");
});

test("protocol is known in open and stays after the end", async ({ connect }) => {
  const socket = connect("echo", { protocol: "v2" }, ["v1", "v2"]);
  let inOpen;
  socket.onopen = () => {
    inOpen = socket.protocol;
  };
  await once(socket, "open");
  socket.close();
  const whileClosing = socket.protocol;
  await once(socket, "close");
  assert.deepEqual([inOpen, whileClosing, socket.protocol], ["v2", "v2", "v2"]);
});

test("protocol stays empty when the attempt fails", async ({ connect }) => {
  const socket = connect("refuse", {}, "chat");
  await once(socket, "close");
  assert.strictEqual(socket.protocol, "");
});

test("extensions are empty with a server that knows none", async ({ open }) => {
  assert.strictEqual((await open()).extensions, "");
});

for (const name of ["url", "protocol", "extensions"]) {
  test(`${name} can't be set`, ({ connect }) => {
    const socket = connect();
    const before = socket[name];
    assert.instanceOf(
      thrown(() => {
        socket[name] = "other";
      }),
      TypeError,
    );
    assert.equal(socket[name], before);
  });
}
