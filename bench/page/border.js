// How many calls a program makes of the browser: each crosses the border of WebAssembly, which takes
// longer than most of what a library does for a short message.
import { openProgram } from "./counted.js";
import { over } from "./over.js";
import { StubSocket } from "./stub-socket.js";
import { breath } from "./timing.js";

const program = (name) => [`${name} (Rust)`, (url) => openProgram(name, url)];

export const contestants = new Map(
  [
    ...["sockline", "sockline-stream", "gloo-net", "ws-stream-wasm", "ewebsock"],
    ...["tokio-tungstenite-wasm", "raw-web-sys", "raw-web-sys-task", "raw-web-sys-encoded"],
    ...["raw-web-sys-kept", "raw-web-sys-watched"],
  ].map(program),
);

const ADDRESS = "ws://bench.invalid/";

/** So many that what a run takes once is lost in them. */
const MANY = 1_000;

const calls = (title, run) => ({
  measures: [{ title: `calls to ${title}`, unit: "calls", limit: "the library itself" }],
  run: async (make) => [await over(StubSocket, () => run(make))],
});

const perMessage = (title, run) =>
  calls(title, async (make) => {
    const { session, counted } = await make(ADDRESS);
    const stub = StubSocket.newest;
    // The first are not like the others: what came before is remembered.
    await run(session, stub, MANY);
    const before = counted();
    await run(session, stub, MANY);
    const count = counted() - before;
    session.free();
    await breath();
    return count / MANY;
  });

const sent = (what, send) =>
  perMessage(`send ${what}`, (session, _, count) => send(session, count));

const received = (what, data) =>
  perMessage(`receive ${what}`, async (session, stub, count) => {
    const event = new MessageEvent("message", { data, origin: ADDRESS });
    const goal = session.messages + count;
    for (let done = 0; done < count; done++) {
      stub.dispatchEvent(event);
      await undefined;
    }
    await session.reached(goal);
  });

export const scenarios = [
  calls("open another connection", async (make) => {
    // The first makes what all share.
    const { session: first } = await make(ADDRESS);
    const { session, counted } = await make(ADDRESS);
    const count = counted();
    for (const each of [first, session]) each.free();
    await breath();
    return count;
  }),
  sent("32 B text", (session, count) => session.sendText(32, count)),
  sent("1 KB binary", (session, count) => session.sendBinary(1_024, count)),
  received("32 B text", "x".repeat(32)),
  received("4 KB text", "x".repeat(4_096)),
  received("128 B binary", new Uint8Array(128).buffer),
];
