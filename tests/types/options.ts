// Every option, in every form.
import { Sockline, type Options } from "../../pkg/face/sockline.js";

const all: Required<Options> = {
  binaryType: "arraybuffer",
  reconnect: {
    base: 4_000,
    cap: 20_000,
    floor: 100,
    maxRetries: Infinity,
    stableAfter: 5_000,
    connectDeadline: 10_000,
    closeDeadline: 10_000,
    shouldReconnect: (event, retries) => event.willReconnect && event.code !== 4000 && retries < 10,
  },
  queue: { maxMessages: 65_536, maxBytes: 16 * 1024 * 1024, overflow: "drop-oldest" },
  pacing: { window: 65_536, poll: 100 },
  heartbeat: { interval: 25_000, deadline: 10_000, message: () => "ping", reply: (data) => data === "pong" },
  resend: "all",
  startClosed: true,
  WebSocket,
};
new Sockline("wss://example.com", [], all);
new Sockline("wss://example.com", undefined, { reconnect: false, pacing: false, heartbeat: true });
new Sockline("wss://example.com", "chat", { heartbeat: { message: new Uint8Array(1), reply: new ArrayBuffer(1) } });

// What a program may not have.
const { ttl, base } = {} as { ttl: number | undefined; base: number | undefined };
new Sockline("wss://example.com", [], { reconnect: { base }, queue: undefined }).send("text", { ttl, key: undefined });

// Providers, at once and later.
new Sockline(() => "wss://example.com", () => ["chat"]);
new Sockline(async () => new URL("wss://example.com"), async () => undefined);

// @ts-expect-error a URL is needed
new Sockline();
// @ts-expect-error a provider gives a URL
new Sockline(() => 1);
// @ts-expect-error no such option
new Sockline("wss://example.com", [], { retries: 3 });
// @ts-expect-error no such option of the group
new Sockline("wss://example.com", [], { reconnect: { delay: 3 } });
// @ts-expect-error a number of milliseconds
new Sockline("wss://example.com", [], { heartbeat: { interval: "25s" } });
// @ts-expect-error no such policy
new Sockline("wss://example.com", [], { queue: { overflow: "drop" } });
// @ts-expect-error an instance is no constructor
new Sockline("wss://example.com", [], { WebSocket: new WebSocket("wss://example.com") });
