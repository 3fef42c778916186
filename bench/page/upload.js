// A sustained upload on a link that is as fast as the machine.
import { ALL, HELD } from "./contestants.js";
import { at } from "./server.js";
import { breath, least, milliseconds } from "./timing.js";

// gloo-net makes a Blob of each message, which has the browser read files.
export const contestants = new Map([...ALL, ...HELD]);

const BYTES = 16_384;
const COUNT = 4_000;

export const scenarios = [
  {
    measures: [
      {
        title: "upload of 64 MB in messages of 16 KB",
        unit: "ms",
        limit: "the browser's network process and the server, which share the machine",
      },
    ],
    async run(make) {
      return [await least(() => upload(make))];
    },
  },
];

async function upload(make) {
  const session = await make(at("/sink"));
  // None pays for the other's garbage.
  globalThis.gc?.();
  await breath();
  const time = await milliseconds(async () => {
    await session.sendBinary(BYTES, COUNT);
    await session.say("count?");
    await session.reached(1);
  });
  session.free();
  return time;
}
