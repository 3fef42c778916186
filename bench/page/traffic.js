// Real traffic with the companion server, to its end: until the server has read what was sent, or
// the page what was pushed.
import { ALL } from "./contestants.js";
import { at } from "./server.js";
import { breath, milliseconds } from "./timing.js";

export const contestants = ALL;

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

export const scenarios = [
  sent("32 B text", 5_000, text(32)),
  sent("4 KB text", 2_000, text(4_096)),
  sent("1 KB binary", 5_000, binary(1_024)),
  sent("64 KB binary", 200, binary(65_536)),
  received("32 B text", 5_000, "bytes=32"),
  received("4 KB text", 2_000, "bytes=4096"),
  received("1 KB binary", 5_000, "bytes=1024&kind=binary"),
  received("64 KB binary", 200, "bytes=65536&kind=binary"),
];
