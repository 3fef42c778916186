// What the package must be able to do in every environment: echo, lose the
// connection, come back with what was queued, and leave nothing at the server.

/** Gives "works", or says what does not. */
export async function verify(Sockline, server, options) {
  try {
    await echo(Sockline, server, options);
    return "works";
  } catch (error) {
    return `${error?.stack ?? error}`;
  }
}

async function echo(Sockline, server, options) {
  const scope = Math.random().toString(36).slice(2);
  const control = async (command) => (await fetch(`${server}/control/${command}?scope=${scope}`)).json();
  const socket = new Sockline(`${server}/echo?scope=${scope}`, [], {
    reconnect: { base: 50, floor: 10 },
    ...options,
  });
  const next = (type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));

  let receiver;
  socket.addEventListener("message", () => {});
  socket.onmessage = function () {
    receiver = this;
  };

  socket.send("hello");
  expect((await next("message")).data, "hello");
  expect(receiver, socket);

  socket.binaryType = "arraybuffer";
  socket.send(new Uint8Array([1, 2, 3]));
  expect(`${new Uint8Array((await next("message")).data)}`, "1,2,3");

  const lost = next("close");
  await control("drop");
  expect((await lost).willReconnect, true);

  socket.send("again");
  expect((await next("message")).data, "again");

  const ended = next("end");
  socket.close();
  expect((await ended).cause, "closed");

  const { open, accepted } = await control("stats");
  expect(`${open} of ${accepted}`, "0 of 2");

  await abandon(Sockline, `${server}/silent`, options);
}

/** An attempt that is given up before it is answered, whose socket may report that to nobody. */
async function abandon(Sockline, url, options) {
  const socket = new Sockline(url, [], options);
  socket.reconnect();
  const ended = new Promise((resolve) => socket.addEventListener("end", resolve));
  socket.close();
  await ended;
}

/** Throws unless both are the same. */
export function expect(found, wanted) {
  if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`);
}
