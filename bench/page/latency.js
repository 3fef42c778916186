// How long a message takes there and back, one at a time.
import { ALL } from "./contestants.js";
import { at } from "./server.js";
import { milliseconds, quantile } from "./timing.js";

export const contestants = ALL;

const LIMIT = "the way through the browser's processes, twice, and the server";
const ROUND_TRIPS = 1_000;

export const scenarios = [
  {
    measures: [
      { title: "echo of 32 B text, half of all", unit: "µs", limit: LIMIT },
      { title: "echo of 32 B text, 99 of 100", unit: "µs", limit: LIMIT },
    ],
    async run(make) {
      const session = await make(at("/echo"));
      const times = [];
      for (let count = 1; count <= ROUND_TRIPS; count++) {
        const time = await milliseconds(async () => {
          await session.sendText(32, 1);
          await session.reached(count);
        });
        times.push(time * 1_000);
      }
      session.free();
      return [quantile(times, 0.5), quantile(times, 0.99)];
    },
  },
];
