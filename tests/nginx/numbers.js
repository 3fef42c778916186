// Sends one number after the other, whatever becomes of the connection, and says in the end whether
// each is accounted for.
import Sockline from "/dist/sockline.js";

const scope = crypto.randomUUID();
const socket = new Sockline(`${location.origin.replace("http", "ws")}/record?scope=${scope}`, [], {
  reconnect: { base: 50, floor: 10, cap: 200 },
});

const numbers = { opens: 0, sent: 0, verdict: "" };
/** Numbers by the connection that they were sent on, or wait for. */
const connections = [];
const dropped = [];
socket.onopen = () => numbers.opens++;
socket.ondrop = ({ data, reason }) => dropped.push({ number: Number(data), reason });
const timer = setInterval(() => {
  const number = numbers.sent++;
  const connection = numbers.opens + (socket.readyState === WebSocket.OPEN ? 0 : 1);
  (connections[connection] ??= []).push(number);
  socket.send(String(number));
}, 10);

async function arrived() {
  const answer = await fetch(`/control/record?scope=${scope}`);
  return (await answer.json()).map(Number);
}

/** What a cut connection has taken is a beginning of what it was given: after that, numbers that had
 * left the browser are missing, and nobody can tell; the rest is reported, or arrives later. */
function fault(received) {
  for (let index = 1; index < received.length; index++) {
    if (received[index] <= received[index - 1]) return `${received[index]} after ${received[index - 1]}`;
  }
  const other = dropped.find(({ reason }) => reason !== "unknown");
  if (other) return `${other.number} was dropped: ${other.reason}`;
  const known = new Set([...received, ...dropped.map(({ number }) => number)]);
  for (const [connection, all] of connections.entries()) {
    const missing = (all ?? []).filter((number) => !known.has(number));
    if (missing.length === 0) continue;
    if (connection === numbers.opens) return `${missing} never arrived, though the connection is open`;
    if (missing.at(-1) - missing[0] >= missing.length) return `${missing}: lost, and others between them not`;
  }
  return "every number is accounted for";
}

/** The last number arrives after all others. */
numbers.end = async () => {
  clearInterval(timer);
  await socket.drained();
  let received = await arrived();
  while (received.at(-1) !== numbers.sent - 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    received = await arrived();
  }
  numbers.verdict = fault(received);
};

window.__numbers = numbers;
