// What `bufferedAmount` is worth after a loss, in each engine: the residue rule
// stands on it. `docs/residue.md` holds the finding.
import { assert, connect, once, Scope, SOON } from "./support.js";

const SIZE = 100_000;
const COUNT = 200;

describe("bufferedAmount after a drop", () => {
  it("keeps its value at close, whole messages at its end never arrived", async () => {
    const scope = new Scope();
    const socket = new WebSocket(scope.url("sink", { rate: 500_000 }));
    await once(socket, "open");
    const message = new Uint8Array(SIZE);
    for (let index = 0; index < COUNT; index++) socket.send(message);
    // Long enough for the operating system's buffers to fill.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const before = socket.bufferedAmount;
    const closed = once(socket, "close");
    await scope.control("drop");
    await closed;
    const residue = socket.bufferedAmount;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(socket.bufferedAmount, residue, "it changed after close");
    const { bytes } = await scope.control("stats");
    const left = COUNT * SIZE - residue;
    window.__findings ??= {};
    window.__findings.residue = { sent: COUNT * SIZE, before, residue, received: bytes };
    assert.isAtMost(bytes, left, "the server has bytes that the browser says never left");
  });

  it("every message of a broken upload is accounted for, and none arrives twice", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("record"), [], { reconnect: SOON, pacing: false });
    await once(socket, "open");
    const dropped = [];
    socket.ondrop = ({ data, reason }) => dropped.push([data.length, reason]);
    // Each of its own length, so that the server's log names it.
    const pad = "x".repeat(20_000);
    const name = (index) => `${index} ${pad}`;
    for (let index = 0; index < 300; index++) socket.send(name(index));
    await scope.control("drop");
    await once(socket, "open");
    await socket.drained();
    const answer = once(socket, "message");
    socket.send("record?");
    const received = JSON.parse((await answer).data).map((text) => Number.parseInt(text, 10));
    assert.equal(new Set(received).size, received.length, "a message arrived twice");
    assert.isTrue(dropped.every(([, reason]) => reason === "unknown"), JSON.stringify(dropped));
    assert.isAtLeast(received.length + dropped.length, 300, "a message was lost without a word");
    assert.isTrue(received.every((value, index) => index === 0 || received[index - 1] < value), "out of order");
  });
});
