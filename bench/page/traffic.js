// Real traffic with the companion server, to its end: until the server has read what was sent, or
// the page what was pushed.
import { ALL, HELD_PROGRAM, KEPT, LEAST, TOLD } from "./contestants.js";
import { usage } from "./report.js";
import { at } from "./server.js";
import { breath, least, milliseconds } from "./timing.js";

export const contestants = new Map([...ALL, ...LEAST, ...HELD_PROGRAM, ...KEPT, ...TOLD]);

const LIMIT = "the browser's network process and the server, which share the machine";

const perMessage = (title, run) => ({
  measures: [{ title: `${title}, with a server`, unit: "µs", limit: LIMIT }],
  run,
});

/** The answer to a question that was asked last says that the server has read all. */
const sent = (what, count, send) =>
  perMessage(`send ${what}`, async (make) => {
    const session = await make(at("/sink"));
    await breath();
    const time = await milliseconds(async () => {
      await send(session, count);
      await session.say("count?");
      await session.reached(1);
    });
    session.free();
    return [(time * 1_000) / count];
  });

/** From the opening on, since the server pushes at once. */
const received = (what, count, parameters) =>
  perMessage(`receive ${what}`, async (make) => {
    await breath();
    const session = await make(at(`/push?count=${count}&${parameters}`));
    const time = await milliseconds(() => session.reached(count));
    session.free();
    return [(time * 1_000) / count];
  });

const text = (bytes) => (session, count) => session.sendText(bytes, count);
const binary = (bytes) => (session, count) => session.sendBinary(bytes, count);

/** Whatever else the processor does meanwhile slows the main thread down. */
const TIMES = 6;

const BUSY_LIMIT = "the browser itself, which native waits for too";

/** What the main thread works, of which the time on the clock tells nothing: it mostly waits. */
const busy = (what, count, run) => ({
  measures: [
    { title: `main-thread time to ${what}, with a server`, unit: "µs", limit: BUSY_LIMIT },
  ],
  run: async (make) => [
    await least(async () => (await work(() => run(make, count))) / count, TIMES),
  ],
});

/** Microseconds that the main thread works. */
async function work(run) {
  // None pays for the other's garbage.
  globalThis.gc?.();
  await breath();
  const { nanoseconds } = await usage();
  const session = await run();
  const time = (await usage()).nanoseconds - nanoseconds;
  session.free();
  return time / 1_000;
}

/** So many that the opening of the connection, worth dozens of messages, is lost in them. */
const MANY = 20_000;

const busyScenarios = [
  busy("send 32 B text", MANY, async (make, count) => {
    const session = await make(at("/sink"));
    await session.sendText(32, count);
    await session.say("count?");
    await session.reached(1);
    return session;
  }),
  busy("receive 32 B text", MANY, async (make, count) => {
    const session = await make(at(`/push?count=${count}&bytes=32`));
    await session.reached(count);
    return session;
  }),
];

export const scenarios = [
  sent("32 B text", 5_000, text(32)),
  sent("4 KB text", 2_000, text(4_096)),
  sent("1 KB binary", 5_000, binary(1_024)),
  sent("64 KB binary", 200, binary(65_536)),
  received("32 B text", 5_000, "bytes=32"),
  received("4 KB text", 2_000, "bytes=4096"),
  received("1 KB binary", 5_000, "bytes=1024&kind=binary"),
  received("64 KB binary", 200, "bytes=65536&kind=binary"),
  // Only Linux tells.
  ...((await usage()) ? busyScenarios : []),
];
