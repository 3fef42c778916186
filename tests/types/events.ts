// Every event, by handler, listener and object.
import { Sockline, type SocklineEventMap } from "../../pkg/face/sockline.js";

const socket = new Sockline<string, "start" | Uint8Array<ArrayBuffer>>("wss://example.com");

/** Fails to compile if two types differ. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;

socket.onopen = (event) => event satisfies Event;
socket.onmessage = ({ data, origin }) => [data.toUpperCase(), origin];
socket.onerror = ({ error }) => (error instanceof Error ? error.message : "");
socket.onclose = ({ code, reason, wasClean, willReconnect }) => [code.toFixed(), reason, wasClean && willReconnect];
socket.onreconnecting = ({ attempt, delay, cause }) => [attempt * delay, cause === "heartbeat"];
socket.ondrain = (event) => event.type;
socket.ondrop = ({ data, reason }) => {
  const kept: Same<typeof data, "start" | ArrayBuffer> = true;
  return [kept, reason === "unknown"];
};
socket.onend = ({ cause }) => cause === "retries-exhausted";
socket.onmessage = null;
socket.onmessage = function () {
  this satisfies Sockline<string, any>;
};

socket.addEventListener("open", () => {}, { once: true });
socket.addEventListener("message", ({ data }) => data.length);
socket.addEventListener("error", ({ error }) => error);
socket.addEventListener("close", (event) => event.willReconnect satisfies boolean, { signal: AbortSignal.timeout(1) });
socket.addEventListener("reconnecting", ({ attempt }) => attempt.toFixed());
socket.addEventListener("drain", function () {
  this.stats();
});
socket.addEventListener("drop", { handleEvent: ({ data }) => typeof data });
socket.addEventListener("end", ({ cause }) => cause);
socket.addEventListener("mine", (event) => event.type);
socket.removeEventListener("message", null);

const types: Same<
  keyof SocklineEventMap,
  "open" | "message" | "error" | "close" | "reconnecting" | "drain" | "drop" | "end"
> = true;

// @ts-expect-error text has no such method
socket.onmessage = ({ data }) => data.arrayBuffer();
// @ts-expect-error a message event has no code
socket.addEventListener("message", ({ code }) => code);
// @ts-expect-error no such cause
socket.onend = ({ cause }) => cause === "bored";
// @ts-expect-error events are read-only
socket.onclose = (event) => (event.willReconnect = false);

export { types };
