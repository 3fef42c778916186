// `send` before the connection is open.
import { assert, bytes, clause, echo, once, thrown } from "./support.js";

const test = clause("send-while-connecting");

for (const [name, data] of [["text", "x"], ["a buffer", bytes(3)], ["a Blob", new Blob(["x"])]]) {
  test(`${name} is an InvalidStateError`, ({ connect }) => {
    const socket = connect("silent");
    const error = thrown(() => socket.send(data));
    assert.instanceOf(error, DOMException);
    assert.equal(error.name, "InvalidStateError");
    assert.equal(error.code, DOMException.INVALID_STATE_ERR);
    assert.equal(socket.bufferedAmount, 0);
  });
}

test("the conversion comes first", ({ connect }) => {
  const socket = connect("silent");
  assert.instanceOf(thrown(() => socket.send(Symbol("data"))), TypeError);
  assert.instanceOf(thrown(() => socket.send()), TypeError);
  let converted = 0;
  const data = { toString: () => `${++converted}` };
  assert.equal(thrown(() => socket.send(data)).name, "InvalidStateError");
  assert.equal(converted, 1);
});

test("what was refused is not sent later", async ({ connect }) => {
  const socket = connect();
  thrown(() => socket.send("refused"));
  await once(socket, "open");
  assert.equal(await echo(socket, "accepted"), "accepted");
});
