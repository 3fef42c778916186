// What every way of loading the package must be able to do: echo, lose the
// connection, come back with what was queued. Leaves the verdict in
// `window.__verdict`.

export async function verify(Sockline) {
  const scope = Math.random().toString(36).slice(2);
  const socket = new Sockline(`/echo?scope=${scope}`, [], { reconnect: { base: 50, floor: 10 } });
  const received = [];
  socket.onmessage = ({ data }) => received.push(data);
  const next = (type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
  socket.send("hello");
  await next("message");
  const lost = next("close");
  await fetch(`/control/drop?scope=${scope}`);
  await lost;
  socket.send("again");
  await next("message");
  const ended = next("end");
  socket.close();
  await ended;
  return received.join(" ");
}
