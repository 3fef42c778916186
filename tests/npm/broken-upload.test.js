import { assert, connect, once, Scope, SOON } from "./support.js";

describe("an upload that breaks", () => {
  it("every message of a broken upload is accounted for, and none arrives twice", async () => {
    const scope = new Scope();
    // Without a look meanwhile nothing counts as sent of which only the operating system's buffers know.
    const pacing = { window: 100_000_000, poll: 60_000 };
    const socket = connect(scope.url("record"), [], { reconnect: SOON, pacing });
    await once(socket, "open");
    const dropped = [];
    socket.ondrop = ({ data, reason }) => dropped.push([data.length, reason]);
    // Each of its own length, so that the server's log names it.
    const pad = "x".repeat(20_000);
    const name = (index) => `${index} ${pad}`;
    for (let index = 0; index < 300; index++) socket.send(name(index));
    await scope.control("drop");
    await once(socket, "open");
    // It is answered after all that goes before it.
    const answer = once(socket, "message");
    socket.send("record?");
    const received = JSON.parse((await answer).data).map((text) => Number.parseInt(text, 10));
    assert.equal(new Set(received).size, received.length, "a message arrived twice");
    assert.isTrue(dropped.every(([, reason]) => reason === "unknown"), JSON.stringify(dropped));
    assert.isAtLeast(received.length + dropped.length, 300, "a message was lost without a word");
    assert.isTrue(received.every((value, index) => index === 0 || received[index - 1] < value), "out of order");
  });
});
