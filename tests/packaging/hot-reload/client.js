// Replaced while the page lives: `xtask/src/packaging/hot_reload.rs` edits the
// generation, and reads what the server knows of all of them.
import Sockline from "sockline";

const GENERATION = 1;

const server = new URLSearchParams(location.search).get("server");
const page = (window.__hot ??= { scope: Math.random().toString(36).slice(2), generations: [] });
page.generations.push(GENERATION);

const socket = new Sockline(`${server}/echo?scope=${page.scope}`);

const watch = setInterval(async () => {
  const { open, accepted } = await (await fetch(`${server}/control/stats?scope=${page.scope}`)).json();
  page.seen = `generations ${page.generations}: ${open} open of ${accepted}`;
}, 100);

import.meta.hot.accept();
import.meta.hot.dispose(() => {
  clearInterval(watch);
  socket.close();
});
