// What one message costs in the library alone, over a socket that does nothing.
import { StubSocket } from "./stub-socket.js";

const MESSAGES = 50_000;

const TEXT = "a message of thirty-two letters!";
const BYTES = new Uint8Array(1_024).buffer;

/** Microseconds for each call. */
function time(call) {
  const start = performance.now();
  for (let count = 0; count < MESSAGES; count++) call();
  return ((performance.now() - start) * 1_000) / MESSAGES;
}

async function receive(socket, stub, data) {
  let received = 0;
  const listener = () => received++;
  socket.addEventListener("message", listener);
  const cost = time(() =>
    stub.dispatchEvent(new MessageEvent("message", { data, origin: "ws://bench.invalid" })),
  );
  socket.removeEventListener("message", listener);
  if (received !== MESSAGES) throw new Error(`${received} of ${MESSAGES} arrived`);
  return cost;
}

/** Each takes an open contestant and the stub below it, and gives microseconds per message. */
export const SCENARIOS = {
  "send 32 B text": (socket) => time(() => socket.send(TEXT)),
  "send 1 KB binary": (socket) => time(() => socket.send(BYTES)),
  "receive 32 B text": (socket, stub) => receive(socket, stub, TEXT),
  "receive 1 KB binary": (socket, stub) => receive(socket, stub, BYTES),
};

export { StubSocket as Socket };
