// The library alone, over a socket that does nothing: what is left is its own cost.
import { PROGRAMS, SCRIPTS } from "./contestants.js";
import { StubSocket } from "./stub-socket.js";

export const contestants = new Map([...SCRIPTS, ...PROGRAMS]);

/** A session over a stub, and the stub. */
export async function open(make) {
  const { WebSocket } = globalThis;
  globalThis.WebSocket = StubSocket;
  try {
    const session = await make("ws://bench.invalid/");
    return { session, stub: StubSocket.newest };
  } finally {
    globalThis.WebSocket = WebSocket;
  }
}

export const close = ({ session }) => session.free();

const text = (bytes) => new TextDecoder().decode(new Uint8Array(bytes).fill(120));
const binary = (bytes) => new Uint8Array(bytes).fill(1).buffer;

const sendText = (bytes) => async ({ session }, count) => session.sendText(bytes, count);
const sendBinary = (bytes) => async ({ session }, count) => session.sendBinary(bytes, count);

/** Each message is followed by its microtasks, as in a browser's own dispatch. */
const receive = (data) => async ({ session, stub }, count) => {
  const bytes = (session.bytes + count * (data.length ?? data.byteLength)) % 2 ** 32;
  for (let done = 0; done < count; done++) {
    stub.dispatchEvent(new MessageEvent("message", { data, origin: "ws://bench.invalid" }));
    await undefined;
  }
  // A stream may be some turns behind.
  for (let turn = 0; session.bytes % 2 ** 32 !== bytes; turn++) {
    if (turn === 1_000) throw new Error(`${session.bytes} bytes arrived instead of ${bytes}`);
    await undefined;
  }
};

const perMessage = (title, limit, run) => ({ title, unit: "µs", limit, run });
const sent = (what, run) => perMessage(`send ${what}`, "the library itself", run);
const received = (what, data) =>
  perMessage(`receive ${what}`, "the dispatch of an event, which native has too", receive(data));

/** Each takes what `open` gave and how many messages, and is timed. */
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
