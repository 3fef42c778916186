// The library alone, over a socket that does nothing: what is left is its own cost.
import { ALL, LEAST, READ, TOLD } from "./contestants.js";
import { over } from "./over.js";
import { StubSocket } from "./stub-socket.js";
import { breath, warmMilliseconds } from "./timing.js";

export const contestants = new Map([...ALL, ...LEAST, ...READ, ...TOLD]);

const text = (bytes) => new TextDecoder().decode(new Uint8Array(bytes).fill(120));
const binary = (bytes) => new Uint8Array(bytes).fill(1).buffer;

const sendText = (bytes) => async (session, _, count) => session.sendText(bytes, count);
const sendBinary = (bytes) => async (session, _, count) => session.sendBinary(bytes, count);

/** Each message is followed by its microtasks, as in a browser's own dispatch. */
const receive = (data) => async (session, stub, count) => {
  const goal = session.messages + count;
  for (let done = 0; done < count; done++) {
    stub.dispatchEvent(new MessageEvent("message", { data, origin: "ws://bench.invalid" }));
    await undefined;
  }
  // A stream may be some turns behind.
  await session.reached(goal);
};

/** Microseconds for one message. */
function perMessage(title, limit, send) {
  return {
    measures: [{ title, unit: "µs", limit }],
    async run(make) {
      const session = await over(StubSocket, () => make("ws://bench.invalid/"));
      const stub = StubSocket.newest;
      await breath();
      const cost = await warmMilliseconds((count) => send(session, stub, count));
      session.free();
      return [cost * 1_000];
    },
  };
}

const sent = (what, run) => perMessage(`send ${what}`, "the library itself", run);
const received = (what, data) =>
  perMessage(`receive ${what}`, "the dispatch of an event, which native has too", receive(data));

export const scenarios = [
  sent("32 B text", sendText(32)),
  sent("4 KB text", sendText(4_096)),
  sent("64 KB text", sendText(65_536)),
  sent("128 B binary", sendBinary(128)),
  sent("1 KB binary", sendBinary(1_024)),
  received("32 B text", text(32)),
  received("4 KB text", text(4_096)),
  received("64 KB text", text(65_536)),
  received("128 B binary", binary(128)),
  received("1 KB binary", binary(1_024)),
];
