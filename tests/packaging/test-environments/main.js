// Where a page's own tests run: in the pages of jsdom and happy-dom, against a server, and over the sockets
// of mock-socket and of Mock Service Worker, which connect to nobody.
import { readFileSync } from "node:fs";
import { Window } from "happy-dom";
import { JSDOM } from "jsdom";
import { Server, WebSocket as MockSocket } from "mock-socket";
import { ws } from "msw";
import { setupServer } from "msw/node";
import Sockline from "sockline";
import { WebSocket } from "ws";
import { expect, verify } from "./echo.js";

const server = process.env.SOCKLINE_SERVER;
const script = readFileSync(new URL("dist/global.js", import.meta.url), "utf8");

async function inPage(window) {
  window.eval(script);
  expect(await verify(window.Sockline, server), "works");
}

/** A server that the page itself plays, which answers, breaks the connection once, and answers again. */
async function overMock(url, breakAll) {
  const socket = new Sockline(url, [], { reconnect: { base: 50, floor: 10 } });
  const next = (type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
  socket.send("hello");
  expect((await next("message")).data, "hello");
  await socket.drained();
  const lost = next("close");
  breakAll();
  expect((await lost).code, 1011);
  socket.send("again");
  expect((await next("message")).data, "again");
  const ended = next("end");
  socket.close();
  expect((await ended).cause, "closed");
}

async function mockSocket() {
  const url = "ws://mock.example.com/";
  const answering = () => {
    const mock = new Server(url);
    mock.on("connection", (client) => client.on("message", (data) => client.send(data)));
    return mock;
  };
  let mock = answering();
  globalThis.WebSocket = MockSocket;
  await overMock(url, () => {
    mock.close({ code: 1011, reason: "", wasClean: false });
    mock = answering();
  });
  mock.stop();
}

async function mockServiceWorker() {
  globalThis.WebSocket = WebSocket;
  const chat = ws.link("wss://mock.example.com/*");
  const answer = ({ client }) => client.addEventListener("message", ({ data }) => client.send(data));
  const interception = setupServer(chat.addEventListener("connection", answer));
  interception.listen();
  await overMock("wss://mock.example.com/chat", () => {
    for (const client of chat.clients) client.close(1011);
  });
  interception.close();
}

async function verdict() {
  try {
    await inPage(new JSDOM("", { url: server, runScripts: "outside-only" }).window);
    const settings = { enableJavaScriptEvaluation: true, suppressInsecureJavaScriptEnvironmentWarning: true };
    await inPage(new Window({ url: server, settings }));
    await mockSocket();
    await mockServiceWorker();
    return "works";
  } catch (error) {
    return `${error?.stack ?? error}`;
  }
}

console.log(await verdict());
