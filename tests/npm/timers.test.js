import { assert, connect, once, Scope, several } from "./support.js";

/** What happens with clocks that have moved on by an hour, though no task has ended. */
async function hourLater(run) {
  const clocks = [Date, performance].map((clock) => [clock, clock.now]);
  for (const [clock, now] of clocks) clock.now = () => now.call(clock) + 3_600_000;
  try {
    await run();
  } finally {
    for (const [clock, now] of clocks) clock.now = now;
  }
}

describe("timers, clocks and randomness", () => {
  it("a delay above 2^31 - 1 ms is waited", async () => {
    const scope = new Scope();
    const month = 2 ** 32;
    const socket = connect(scope.url("refuse"), [], { reconnect: { base: month, floor: month, cap: month } });
    const { delay } = await once(socket, "reconnecting");
    assert.equal(delay, month);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(socket.stats().attempts, 1);
  });

  it("a wall clock that stands still holds up nothing", async () => {
    const { now } = Date;
    Date.now = () => 1_000_000;
    try {
      const socket = connect(new Scope().url("refuse"), [], { reconnect: { base: 10, floor: 10, cap: 10 } });
      await new Promise((resolve) => {
        socket.addEventListener("reconnecting", ({ attempt }) => attempt === 3 && resolve());
      });
    } finally {
      Date.now = now;
    }
  });

  it("few of the sends in a row ask the clock, and those after an await ask it again", async () => {
    // On a slow machine the time that the sends take would make the window smaller.
    const socket = connect(new Scope().url("echo"), [], { pacing: false });
    await once(socket, "open");
    const { now } = Date;
    let asked = 0;
    Date.now = () => {
      asked++;
      return now();
    };
    /** How often the clock is asked for these. */
    const asks = (count, text) => {
      const before = asked;
      for (let sent = 0; sent < count; sent++) assert.equal(socket.send(text), "sent");
      return asked - before;
    };
    try {
      const first = asks(1, "x");
      assert.isAbove(first, 0);
      // One in a thousand or two asks, so that what has left is not kept where the platform counts nothing.
      assert.isAtMost(asks(100, "x"), first);
      assert.isAbove(asks(3_000, "x"), 0);
      assert.isAtMost(asks(3_000, "x"), 10 * first);
      assert.isAtLeast(asks(10, "x".repeat(1_024)), 10);
      await undefined;
      assert.isAbove(asks(1, "x"), 0);
    } finally {
      Date.now = now;
    }
  });

  it("a time to live counts from its own send, however long the code before has run", async () => {
    const socket = connect(new Scope().url("echo"), [], { pacing: { window: 0 } });
    await once(socket, "open");
    assert.equal(socket.send("first"), "sent");
    await hourLater(async () => {
      assert.equal(socket.send("second", { ttl: 60_000 }), "queued");
      const [, { data }] = await several(socket, "message", 2);
      assert.equal(data, "second");
    });
  });

  it("statistics tell the time in the middle of a row", async () => {
    const sockets = [1, 2].map(() => connect(new Scope().url("echo")));
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    assert.equal(sockets[0].send("x"), "sent");
    await hourLater(async () => {
      for (const socket of sockets) assert.isAtLeast(socket.stats().timeInState, 3_600_000);
    });
  });

  it("an attempt has its whole time, however long the code before has run", async () => {
    const scope = new Scope();
    const paths = ["echo", "silent"];
    const socket = connect(() => scope.url(paths.shift()));
    await once(socket, "open");
    assert.equal(socket.send("before"), "sent");
    await hourLater(async () => {
      socket.reconnect();
      // The function's answer takes a few turns.
      for (let turn = 0; turn < 10; turn++) await undefined;
      // The deadline is compared with the clock whenever the page tells something.
      window.dispatchEvent(new Event("focus"));
      assert.equal(socket.stats().state, "connecting");
    });
  });

  it("without reconnection there are deadlines too, unless it stands in for WebSocket", async () => {
    const make = {
      "URL function": (url) => connect(() => url, [], { reconnect: false }),
      "function for protocols": (url) => connect(url, () => [], { reconnect: false }),
      queue: (url) => connect(url, [], { reconnect: false, queue: {} }),
      WebSocket: (url) => connect(url, [], { reconnect: false, pacing: {} }),
    };
    // One that never ends, and one that never opens. Browsers begin one after the other.
    for (const path of ["mute", "silent"]) {
      for (const [what, open] of Object.entries(make)) {
        const socket = open(new Scope().url(path));
        if (path === "mute") {
          await once(socket, "open");
          socket.close();
        }
        let closes = 0;
        socket.onclose = () => closes++;
        await hourLater(async () => {
          // The deadline is compared with the clock whenever the page tells something.
          window.dispatchEvent(new Event("focus"));
          await undefined;
          assert.equal(closes, what === "WebSocket" ? 0 : 1, `${path}, ${what}`);
        });
      }
    }
  });

  it("no timer is set by a timer, which browsers hold back", async () => {
    const { scheduler, setTimeout } = window;
    let isFiring = false;
    let posted = 0;
    let held = 0;
    Object.defineProperty(window, "scheduler", {
      value: {
        async postTask(task) {
          posted++;
          setTimeout(task);
        },
      },
      configurable: true,
      writable: true,
    });
    window.setTimeout = (run, delay) => {
      if (isFiring) held++;
      return setTimeout(() => {
        isFiring = true;
        run();
        isFiring = false;
      }, delay);
    };
    try {
      const socket = connect(new Scope().url("refuse"), [], { reconnect: { base: 10, floor: 10, cap: 10 } });
      await new Promise((resolve) => {
        socket.addEventListener("reconnecting", ({ attempt }) => attempt === 3 && resolve());
      });
    } finally {
      window.scheduler = scheduler;
      window.setTimeout = setTimeout;
    }
    assert.isAtLeast(posted, 2);
    assert.equal(held, 0);
  });

  it("a scheduler of another kind is left alone", async () => {
    const { scheduler } = window;
    Object.defineProperty(window, "scheduler", { value: {}, configurable: true, writable: true });
    try {
      const socket = connect(new Scope().url("refuse"), [], { reconnect: { base: 10, floor: 10, cap: 10 } });
      const { attempt } = await once(socket, "reconnecting");
      assert.equal(attempt, 1);
      assert.equal((await once(socket, "reconnecting")).attempt, 2);
    } finally {
      window.scheduler = scheduler;
    }
  });

  it("importing reads no clock, draws no randomness and makes nothing", async () => {
    const calls = [];
    const watched = [
      [Math, "random"],
      [performance, "now"],
      [Date, "now"],
      [window, "setTimeout"],
      [window, "addEventListener"],
      [document, "addEventListener"],
      [WebAssembly, "instantiate"],
    ];
    const originals = watched.map(([target, name]) => [target, name, target[name]]);
    for (const [target, name, original] of originals) {
      target[name] = function (...parameters) {
        // Only what this copy calls, by its own address.
        if (new Error().stack.includes("/pkg/dist/")) calls.push(name);
        return original.apply(this, parameters);
      };
    }
    const { WebSocket } = window;
    delete window.WebSocket;
    try {
      const { default: Copy } = await import("/pkg/dist/sockline.js");
      assert.deepEqual(calls, []);
      window.WebSocket = WebSocket;
      // The watch works: constructing does all that importing does not.
      const scope = new Scope();
      const socket = new Copy(scope.url("echo"));
      assert.includeMembers(calls, ["random", "now", "setTimeout", "addEventListener"]);
      const ended = once(socket, "end");
      socket.close();
      await ended;
    } finally {
      window.WebSocket = WebSocket;
      for (const [target, name, original] of originals) target[name] = original;
    }
  });
});
