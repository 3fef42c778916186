// What libraries do with the class of sockets that they are given: each talks to the server it is made
// for, comes back in its own way after a loss, and closes.
import { createTRPCClient, createWSClient, wsLink } from "@trpc/client";
import { createClient as createGraphqlClient } from "graphql-ws";
import mqtt from "mqtt";
import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocket from "reconnecting-websocket";
import { firstValueFrom, retry, Subject, take, toArray } from "rxjs";
import { webSocket } from "rxjs/webSocket";
import { io } from "socket.io-client";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { expect } from "./echo.js";

/** By the path of the server; each is given the class, the path's URL, and what breaks its connections. */
export const libraries = {
  async graphql(WebSocket, url, drop) {
    const client = createGraphqlClient({ url, webSocketImpl: WebSocket, retryWait: async () => {} });
    const ask = async (query) => {
      const results = [];
      for await (const { data } of client.iterate({ query })) results.push(Object.values(data)[0]);
      return `${results}`;
    };
    expect(await ask("{ hello }"), "world");
    expect(await ask("subscription { count(to: 3) }"), "1,2,3");
    // Only while it hears a subscription is a connection kept, which can be broken.
    const ticks = client.iterate({ query: "subscription { ticks }" });
    await ticks.next();
    const again = new Promise((resolve) => client.on("connected", resolve));
    await drop();
    await again;
    await ticks.next();
    await ticks.return();
    await client.dispose();
  },

  async trpc(WebSocket, url, drop) {
    const connection = createWSClient({ url, WebSocket, retryDelayMs: () => 0 });
    const client = createTRPCClient({ links: [wsLink({ client: connection })] });
    expect(await client.hello.query(), "world");
    await drop();
    expect(await client.hello.query(), "world");
    await new Promise((resolve, reject) => {
      let sum = 0;
      client.count.subscribe(undefined, {
        onData: (count) => (sum += count),
        onComplete: () => (sum === 6 ? resolve() : reject(new Error(`expected 6, found ${sum}`))),
        onError: reject,
      });
    });
    await connection.close();
  },

  async yjs(WebSocket, url, drop) {
    const room = `${Math.random()}`;
    const [one, two] = [new Y.Doc(), new Y.Doc()].map((document) => {
      // By the server, and not from page to page.
      const options = { WebSocketPolyfill: WebSocket, disableBc: true };
      return new WebsocketProvider(url, room, document, options);
    });
    const seen = (text) =>
      new Promise((resolve) => {
        const look = () => two.doc.getText().toString() === text && resolve();
        two.doc.on("update", look);
        look();
      });
    one.doc.getText().insert(0, "before");
    await seen("before");
    const lost = new Promise((resolve) => one.once("connection-close", resolve));
    await drop();
    await lost;
    one.doc.getText().insert(6, " and after");
    await seen("before and after");
    one.destroy();
    two.destroy();
  },

  async mqtt(WebSocket, url, drop) {
    const client = await mqtt.connectAsync(url, {
      createWebsocket: (address, protocols) => new WebSocket(address, protocols),
      reconnectPeriod: 1,
    });
    const topic = `${Math.random()}`;
    const next = () => new Promise((resolve) => client.once("message", (_, data) => resolve(`${data}`)));
    await client.subscribeAsync(topic, { qos: 1 });
    let message = next();
    await client.publishAsync(topic, "hello", { qos: 1 });
    expect(await message, "hello");
    const again = new Promise((resolve) => client.once("connect", resolve));
    await drop();
    await again;
    message = next();
    await client.publishAsync(topic, "x".repeat(100_000), { qos: 1 });
    expect((await message).length, 100_000);
    await client.endAsync();
  },

  async echo(WebSocket, url, drop) {
    const rxjs = webSocket({ url, WebSocketCtor: WebSocket });
    const echoes = firstValueFrom(rxjs.pipe(take(3), toArray()));
    for (const number of [1, 2, 3]) rxjs.next(number);
    expect(`${await echoes}`, "1,2,3");

    const opened = new Subject();
    const coming = webSocket({ url, WebSocketCtor: WebSocket, openObserver: opened });
    const answer = firstValueFrom(coming.pipe(retry()));
    await firstValueFrom(opened);
    const again = firstValueFrom(opened);
    await drop();
    await again;
    coming.next("back");
    expect(await answer, "back");

    for (const Reconnecting of [ReconnectingWebSocket, PartySocket]) {
      const socket = new Reconnecting(url, [], { WebSocket, minReconnectionDelay: 1, maxReconnectionDelay: 1 });
      const next = (type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
      socket.send("hello");
      expect((await next("message")).data, "hello");
      const again = next("open");
      await drop();
      await again;
      socket.send("again");
      expect((await next("message")).data, "again");
      const closed = next("close");
      socket.close();
      await closed;
    }
  },

  /** It takes no class, but the page's own. */
  async "socket.io"(WebSocket, url, drop) {
    const native = globalThis.WebSocket;
    globalThis.WebSocket = WebSocket;
    try {
      const socket = io(new URL(url).origin, { transports: ["websocket"], reconnectionDelay: 1 });
      expect(await socket.emitWithAck("greet", "one"), "hello one");
      const again = new Promise((resolve) => socket.io.once("reconnect", resolve));
      await drop();
      await again;
      expect(await socket.emitWithAck("greet", "two"), "hello two");
      socket.disconnect();
    } finally {
      globalThis.WebSocket = native;
    }
  },
};
