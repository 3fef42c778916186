// What must type-check, and what must not (`@ts-expect-error` fails if it does).
import Named, { Sockline, type Stats } from "../../pkg/face/sockline.js";

const socket = new Sockline("wss://example.com/chat", ["chat.v2"], { reconnect: { base: 200 } });
const same: Sockline = new Named(new URL("wss://example.com"));

const result: "sent" | "queued" | "dropped" = socket.send("text", { priority: "high", key: "cursor", ttl: 500 });
socket.send(new Uint8Array(1));
socket.send(new DataView(new ArrayBuffer(1)));
socket.send(new Blob([]));
const state: 0 | 1 | 2 | 3 = socket.readyState;
const open: boolean = state === Sockline.OPEN;
const constants: [0, 1, 2, 3] = [socket.CONNECTING, socket.OPEN, Sockline.CLOSING, Sockline.CLOSED];
const stats: Stats = socket.stats();
const roundTrip: number | undefined = stats.roundTrip;
const waits: Promise<void>[] = [socket.ready, socket.drained()];
const figures: number[] = [socket.queue.messages, socket.queue.bytes, socket.bufferedAmount];
const unsent: (string | ArrayBuffer | Blob)[] = socket.clearQueue();
socket.binaryType = "arraybuffer";
socket.reconnect();
socket.close(4000, "bye");

// @ts-expect-error an object is no message
socket.send({ type: "chat" });
// @ts-expect-error no such priority
socket.send("x", { priority: "urgent" });
// @ts-expect-error readyState can't be set
socket.readyState = 1;
// @ts-expect-error nor can the queue
socket.queue.messages = 0;
// @ts-expect-error shared memory can't be sent
socket.send(new Uint8Array(new SharedArrayBuffer(1)));
// @ts-expect-error no such type
socket.binaryType = "text";

export { same, result, open, constants, roundTrip, waits, figures, unsent };
