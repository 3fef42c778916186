// `stats()`: each figure for what it says.
import { assert, connect, once, pause, Scope, several, SOON } from "./support.js";

describe("stats", () => {
  it("an idle client has done nothing, and has all names", () => {
    const socket = connect(new Scope().url("echo"), [], { startClosed: true });
    const { timeInState, ...stats } = socket.stats();
    assert.isAtLeast(timeInState, 0);
    assert.deepEqual(stats, {
      state: "idle",
      attempts: 0,
      connections: 0,
      retries: 0,
      messagesSent: 0,
      bytesSent: 0,
      messagesReceived: 0,
      bytesReceived: 0,
      messagesResent: 0,
      droppedOverflow: 0,
      droppedExpired: 0,
      droppedReplaced: 0,
      droppedClosed: 0,
      droppedUnsent: 0,
      droppedUnknown: 0,
      droppedRefused: 0,
      roundTrip: undefined,
      smoothedRoundTrip: undefined,
      drainRate: 0,
      window: 65_536,
    });
  });

  for (const reconnect of [true, false]) {
    it(`what was sent counts as UTF-8, what arrived as it is held; reconnect: ${reconnect}`, async () => {
      const socket = connect(new Scope().url("echo"), [], { reconnect });
      await once(socket, "open");
      const texts = several(socket, "message", 2);
      socket.send("abc");
      socket.send("ä€");
      await texts;
      const blob = once(socket, "message");
      socket.send(new Uint8Array(70));
      await blob;
      socket.binaryType = "arraybuffer";
      const buffer = once(socket, "message");
      socket.send(new Blob([new Uint8Array(900)]));
      await buffer;
      const { state, attempts, connections, messagesSent, bytesSent, messagesReceived, bytesReceived } = socket.stats();
      assert.deepEqual([state, attempts, connections], ["open", 1, 1]);
      assert.deepEqual([messagesSent, bytesSent], [4, 3 + 5 + 70 + 900]);
      assert.deepEqual([messagesReceived, bytesReceived], [4, 3 + 2 + 70 + 900]);
    });
  }

  it("each reason for a drop has its count", async () => {
    const socket = connect(new Scope().url("echo"), [], {
      startClosed: true,
      queue: { maxMessages: 5, overflow: "drop-oldest" },
    });
    for (const text of ["1", "2", "3", "4", "5", "6", "7"]) socket.send(text);
    socket.send("key", { key: "key" });
    for (let times = 0; times < 5; times++) socket.send("key again", { key: "key" });
    // Long enough for a busy machine to send both before either expires.
    socket.send("short-lived", { ttl: 300 });
    socket.send("short-lived too", { ttl: 300 });
    while (socket.stats().droppedExpired < 2) await pause(10);
    socket.clearQueue();
    socket.send("waits");
    socket.close();
    await pause(0);
    const { droppedOverflow, droppedReplaced, droppedExpired, droppedClosed } = socket.stats();
    assert.deepEqual({ droppedOverflow, droppedReplaced, droppedExpired, droppedClosed }, {
      droppedOverflow: 5,
      droppedReplaced: 5,
      droppedExpired: 2,
      droppedClosed: 1,
    });
  });

  it("retries and attempts count until a connection has lasted", async () => {
    // A close frame comes after the open event for certain, where a reset may come before.
    const url = new Scope().url("close", { code: 4001 });
    const socket = connect(url, [], { reconnect: { ...SOON, stableAfter: 60_000 } });
    await several(socket, "reconnecting", 2);
    const { state, attempts, connections, retries, timeInState } = socket.stats();
    assert.deepEqual([state, attempts, connections, retries], ["waiting", 2, 2, 2]);
    assert.isBelow(timeInState, 5_000);
  });
});
