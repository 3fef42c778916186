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

/** As many numbers as may be on their way when a connection is cut. */
const ON_THEIR_WAY = 50;

/** A cut connection has taken a beginning of what it was given. The numbers after that had left the
 * browser, and nobody can tell what became of them; the rest is reported, or arrives later. */
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
    const [first, last] = [missing[0], missing.at(-1)];
    if (connection === numbers.opens) return `${missing} never arrived, though the connection is open`;
    if (last - first >= missing.length) return `${missing}: lost, and others between them not`;
    if (missing.length > ON_THEIR_WAY) return `${first} to ${last} were lost, which are too many`;
    if (!all.some((number) => number < first && received.includes(number))) return `nothing before ${first} arrived`;
  }
  return "every number is accounted for";
}

async function verdict() {
  clearInterval(timer);
  await socket.drained();
  let received = await arrived();
  // The last number arrives after all others, if it does.
  for (let tries = 0; tries < 200 && received.at(-1) !== numbers.sent - 1; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    received = await arrived();
  }
  return fault(received);
}

numbers.end = async () => {
  numbers.verdict = await verdict().catch((error) => String(error));
};

window.__numbers = numbers;
