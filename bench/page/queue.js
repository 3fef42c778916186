// What sending costs while much waits: over a socket that never opens.
import Sockline from "/dist/sockline.js";
import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocket from "reconnecting-websocket";
import { over } from "./over.js";
import { StubSocket } from "./stub-socket.js";
import { milliseconds } from "./timing.js";

/** Never opens. */
class ConnectingSocket extends StubSocket {
  constructor(url) {
    super(url, false);
  }
}

const queue = { maxMessages: Infinity, maxBytes: Infinity };

export const contestants = new Map([
  ["sockline", () => new Sockline("ws://bench.invalid/", [], { queue })],
  ["reconnecting-websocket", () => new ReconnectingWebSocket("ws://bench.invalid/")],
  ["partysocket", () => new PartySocket("ws://bench.invalid/")],
]);

const FEW = 1_000;
const MANY = 1_000_000;
const TIMED = 1_000;

/** WebAssembly's memories are not part of the heap that the browser counts. */
const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    const { memory } = this.exports;
    if (memory) memories.push(memory);
  }
};

/** Bytes in the page's heap. */
function heap() {
  globalThis.gc?.();
  return performance.memory?.usedJSHeapSize ?? 0;
}

const linear = () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** How far WebAssembly's memory grew by contestant: it does so once, and is used again. */
const growth = new Map();

export const scenarios = [
  {
    measures: [
      {
        title: `send while ${FEW} messages wait`,
        unit: "µs",
        limit: "the library itself",
      },
      { title: `send while ${MANY} messages wait`, unit: "µs", limit: "the library itself" },
      {
        title: `send while ${MANY} messages wait, against ${FEW}`,
        unit: "times",
        limit: "nothing: it should not matter",
      },
      {
        title: "memory per waiting message of 32 B",
        unit: "B",
        limit: "the message itself and its place in the queue",
      },
    ],
    async run(make, name) {
      const socket = await over(ConnectingSocket, async () => make());
      const fill = (count) => {
        for (let index = 0; index < count; index++) {
          // Each is a string of its own.
          socket.send(`message ${index} of many that wait`.padEnd(32));
        }
      };
      const timed = async () => ((await milliseconds(() => fill(TIMED))) * 1_000) / TIMED;
      fill(FEW);
      const few = await timed();
      const [heapBefore, linearBefore] = [heap(), linear()];
      fill(MANY - 2 * FEW);
      growth.set(name, Math.max(growth.get(name) ?? 0, linear() - linearBefore));
      const memory = (heap() - heapBefore + growth.get(name)) / (MANY - 2 * FEW);
      const many = await timed();
      socket.close();
      return [few, many, many / few, memory];
    },
  },
];
