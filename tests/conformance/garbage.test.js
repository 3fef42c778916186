// A socket that nobody refers to lives as long as somebody may hear of it.
import { assert, clause, once, task } from "./support.js";

const test = clause("garbage");

/** Makes the collector run, as far as a page can. */
async function litter() {
  for (let index = 0; index < 10; index++) {
    Array.from({ length: 50_000 }, () => ({}));
    await task();
  }
}

test("a socket with a listener is heard though nobody refers to it", async ({ url, control, Class, Socket }) => {
  const heard = new Promise((resolve) => {
    (() => {
      const socket = new Socket(url("echo"));
      socket.onopen = () => resolve(once(socket, "message"));
    })();
  });
  await litter();
  const message = heard;
  while ((await control("stats")).open === 0) await task();
  await litter();
  await control("send", { text: "still there?" });
  assert.equal((await message).data, "still there?");
  assert.isFunction(Class);
});

test("fifty sockets come and go", async ({ open, control }) => {
  for (let index = 0; index < 10; index++) {
    const sockets = await Promise.all(Array.from({ length: 5 }, () => open()));
    const closes = sockets.map((socket) => once(socket, "close"));
    for (const socket of sockets) socket.close(1000);
    for (const event of await Promise.all(closes)) assert.isTrue(event.wasClean);
  }
  assert.deepEqual([(await control("stats")).open, (await control("stats")).accepted], [0, 50]);
});
