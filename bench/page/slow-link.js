// A link of 1 MB/s, a backlog of 20 MB, and one urgent message a second.
import { only, SHORT } from "./contestants.js";
import { over } from "./over.js";
import { usage } from "./report.js";
import { at } from "./server.js";
import { breath, pause, quantile } from "./timing.js";

const OTHERS = ["native", "native again", "sockline", "reconnecting-websocket", "sockline (Rust)"];

export const contestants = new Map([...only(...OTHERS), ...SHORT]);

/** A round lasts long by itself, and what it shows is not up to the browser's compilers. */
export const isLong = true;

const RATE = 1_000_000;
const BYTES = 4_096;
const COUNT = 5_120;
const MEGABYTE = 1e6;
const QUESTION = "count?";

/** Messages that are urgent, one a second, while the backlog lasts. */
const URGENT = 15;

/** The browser's own socket below a contestant. */
class Seen extends WebSocket {
  static newest;

  /** Bytes that it was given. */
  given = 0;

  constructor(...given) {
    super(...given);
    Seen.newest = this;
  }

  send(data) {
    super.send(data);
    this.given += data.byteLength ?? 0;
  }
}

/** What the server has read. */
async function read(scope) {
  const answer = await fetch(`/control/stats?scope=${scope}`);
  return (await answer.json()).bytes;
}

/** Only Linux tells. */
const isMemoryTold = (await usage()) !== null;

/**
 * Bytes of memory of the page's process: the browser's buffer is no part of the heap that a page can
 * ask for.
 */
async function memory() {
  globalThis.gc?.();
  await breath();
  return isMemoryTold ? (await usage()).bytes : 0;
}

const MEMORY = {
  title: "slow link: memory for the backlog",
  unit: "MB",
  limit: "the backlog itself, which is 21 MB",
};

/** The most by contestant: WebAssembly's memory grows once, and is used again. */
const growth = new Map();

export const scenarios = [
  {
    measures: [
      {
        title: "slow link: an urgent message, half of all",
        unit: "s",
        limit: "what lies in the operating system's buffers, which no page can reach",
      },
      { title: "slow link: an urgent message, the slowest", unit: "s", limit: "the same" },
      {
        title: "slow link: an urgent message, before it has left the browser",
        unit: "s",
        limit: "the pacing",
      },
      { title: "slow link: most in the browser's buffer", unit: "MB", limit: "the pacing" },
      {
        title: "slow link: in the operating system's buffers, half of all",
        unit: "MB",
        limit: "the operating system: it is the same for all",
      },
      { title: "slow link: until all has arrived", unit: "s", limit: "the link of 1 MB/s" },
      ...(isMemoryTold ? [MEMORY] : []),
    ],
    async run(make, name) {
      const scope = crypto.randomUUID();
      const session = await over(Seen, () => make(at(`/sink?rate=${RATE}&scope=${scope}`)));
      const socket = Seen.newest;
      const before = await memory();
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1_000;
      let peak = 0;
      const look = () => (peak = Math.max(peak, socket.bufferedAmount));
      const below = [];
      const ask = async () => below.push(socket.given - socket.bufferedAmount - (await read(scope)));
      const watches = [setInterval(look, 20), setInterval(ask, 1_000)];
      // Each is a buffer of its own.
      for (let sent = 0; sent < COUNT; sent++) await session.sendBinary(BYTES, 1);
      look();
      growth.set(name, Math.max(growth.get(name) ?? 0, (await memory()) - before));
      const delays = [];
      const asked = [];
      const answers = (async () => {
        while (delays.length < URGENT) {
          await session.reached(delays.length + 1);
          delays.push(seconds() - asked[delays.length]);
        }
      })();
      while (asked.length < URGENT) {
        asked.push(seconds());
        await session.sendUrgent(QUESTION);
        await pause(1_000 * (asked[0] + asked.length - seconds()));
      }
      await answers;
      await session.say(QUESTION);
      await session.reached(URGENT + 1);
      watches.forEach(clearInterval);
      const time = seconds();
      session.free();
      // While there was a backlog.
      const waiting = quantile(below.slice(0, 10), 0.5);
      const [delay, slowest] = [quantile(delays, 0.5), Math.max(...delays)];
      const above = Math.max(0, delay - waiting / RATE);
      const taken = isMemoryTold ? [growth.get(name) / MEGABYTE] : [];
      return [delay, slowest, above, peak / MEGABYTE, waiting / MEGABYTE, time, ...taken];
    },
  },
];
