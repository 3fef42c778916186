import { assert, connect, once, Scope, SOON, thrown } from "./support.js";

describe("zeros mean zero", () => {
  it("maxRetries: 0 ends the client with the first failure", async () => {
    const scope = new Scope();
    const socket = connect(scope.url("refuse"), [], { reconnect: { ...SOON, maxRetries: 0 } });
    assert.equal((await once(socket, "end")).cause, "retries-exhausted");
    assert.equal(socket.stats().attempts, 1);
    assert.equal((await scope.control("stats")).refused, 1);
  });

  for (const [name, delays] of [["base", { base: 0, floor: 0 }], ["cap", { cap: 0, floor: 0 }]]) {
    it(`${name}: 0 and floor: 0 retry at once`, async () => {
      const socket = connect(new Scope().url("refuse"), [], { reconnect: { ...delays, maxRetries: 1 } });
      assert.equal((await once(socket, "reconnecting")).delay, 0);
      await once(socket, "end");
      assert.equal(socket.stats().attempts, 2);
    });
  }

  it("stableAfter: 0 starts the count again with each connection", async () => {
    // Not at once: a reset takes what the browser has not read along, and with it perhaps the handshake's answer.
    const url = new Scope().url("drop", { after: 100 });
    const socket = connect(url, [], { reconnect: { ...SOON, stableAfter: 0 } });
    for (let round = 0; round < 3; round++) assert.equal((await once(socket, "reconnecting")).attempt, 1);
  });

  it("connectDeadline: 0 leaves an attempt no time", async () => {
    const begun = performance.now();
    const socket = connect(new Scope().url("silent"), [], { reconnect: { ...SOON, connectDeadline: 0 } });
    assert.equal((await once(socket, "reconnecting")).cause, "timeout");
    // By default it would have ten seconds.
    assert.isBelow(performance.now() - begun, 5_000);
  });

  for (const name of ["maxMessages", "maxBytes"]) {
    it(`${name}: 0 refuses what has to wait, and nothing else`, async () => {
      const socket = connect(new Scope().url("echo"), [], { queue: { [name]: 0 } });
      assert.equal(thrown(() => socket.send("too early")).name, "QuotaExceededError");
      assert.deepEqual(socket.queue, { messages: 0, bytes: 0 });
      await once(socket, "open");
      assert.equal(socket.send("need not wait"), "sent");
      assert.equal((await once(socket, "message")).data, "need not wait");
    });
  }

  it("ttl: 0 is now or never", async () => {
    const socket = connect(new Scope().url("echo"), [], { startClosed: true });
    const drop = once(socket, "drop");
    assert.equal(socket.send("never", { ttl: 0 }), "queued");
    const { data, reason } = await drop;
    assert.deepEqual([data, reason], ["never", "expired"]);
    socket.reconnect();
    await once(socket, "open");
    assert.equal(socket.send("now", { ttl: 0 }), "sent");
    assert.equal((await once(socket, "message")).data, "now");
  });
});
