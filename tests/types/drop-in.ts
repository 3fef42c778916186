// What must type-check, and what must not (`@ts-expect-error` fails if it does).
import Named, { Sockline, type Stats } from "../../pkg/face/sockline.js";

const socket = new Sockline("wss://example.com/chat", ["chat.v2"], { reconnect: { base: 200 } });
const same: Sockline = new Named(new URL("wss://example.com"));

// A function written for WebSocket's events takes Sockline's.
const onMessage = (event: MessageEvent) => event.data;
const onClose = (event: CloseEvent) => [event.code, event.reason, event.wasClean];
socket.onmessage = onMessage;
socket.onclose = onClose;
socket.addEventListener("message", onMessage);
socket.removeEventListener("message", onMessage);
socket.addEventListener("close", (event) => event.willReconnect satisfies boolean, { once: true });
socket.addEventListener("drop", ({ data, reason }) => [data, reason === "unknown"]);
socket.addEventListener("reconnecting", ({ attempt, delay }) => attempt * delay);

const typed = new Sockline<string>(async () => "wss://example.com", () => undefined);
typed.onmessage = ({ data }) => data.toUpperCase();

const result: "sent" | "queued" | "dropped" = socket.send("text", { priority: "high", key: "cursor", ttl: 500 });
socket.send(new Uint8Array(1));
socket.send(new Blob([]));
const state: 0 | 1 | 2 | 3 = socket.readyState;
const open: boolean = state === Sockline.OPEN;
const stats: Stats = socket.stats();
const waits: Promise<void>[] = [socket.ready, socket.drained()];

// @ts-expect-error an object is no message
socket.send({ type: "chat" });
// @ts-expect-error no such priority
socket.send("x", { priority: "urgent" });
// @ts-expect-error no such option
new Sockline("wss://example.com", [], { retries: 3 });
// @ts-expect-error readyState can't be set
socket.readyState = 1;
// @ts-expect-error shared memory can't be sent
socket.send(new Uint8Array(new SharedArrayBuffer(1)));

export { same, result, open, stats, waits };
