// What `bufferedAmount` is worth after a loss, in each engine: the residue rule
// stands on it. `docs/residue.md` holds the finding.
import { assert, once, Scope } from "./support.js";

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
});
