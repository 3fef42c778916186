// The servers that the libraries are made for, each at a path of its own, and what a page may ask of
// them: to break the connections of a path, and to count those that are open.
import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { useServer } from "graphql-ws/use/ws";
import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { initTRPC } from "@trpc/server";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { setupWSConnection } from "@y/websocket-server/utils";
import { Aedes } from "aedes";
import { Server as SocketIoServer } from "socket.io";
import { createWebSocketStream, WebSocketServer } from "ws";

const port = Number(process.argv[process.argv.indexOf("--port") + 1]);

const http = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const of = sockets.get(searchParams.get("path")) ?? new Set();
  if (pathname === "/drop") for (const socket of of) socket.destroy();
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(of.size));
});

/** The open sockets of each path. */
const sockets = new Map();

/** The first part of it, by which its server is found. */
const pathOf = (url) => url.split(/[/?]/)[1];

http.prependListener("upgrade", ({ url }, socket) => {
  const path = pathOf(url);
  const of = sockets.get(path) ?? new Set();
  sockets.set(path, of.add(socket));
  socket.once("close", () => of.delete(socket));
});

/** A server of WebSockets for a path. */
function serve(path, options) {
  const server = new WebSocketServer({ noServer: true, ...options });
  http.on("upgrade", (request, socket, head) => {
    if (pathOf(request.url) !== path) return;
    server.handleUpgrade(request, socket, head, (client) => server.emit("connection", client, request));
  });
  return server;
}

const echo = (client) => client.on("message", (data, isBinary) => client.send(data, { binary: isBinary }));
serve("echo").on("connection", echo);

const counting = {
  args: { to: { type: GraphQLInt } },
  type: GraphQLInt,
  async *subscribe(_, { to }) {
    for (let count = 1; count <= to; count += 1) yield { count };
  },
};
const ticks = {
  type: GraphQLInt,
  async *subscribe() {
    for (let tick = 1; ; tick += 1) {
      yield { ticks: tick };
      await setTimeout(10);
    }
  },
};
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: "Query",
    fields: { hello: { type: GraphQLString, resolve: () => "world" } },
  }),
  subscription: new GraphQLObjectType({ name: "Subscription", fields: { count: counting, ticks } }),
});
useServer({ schema }, serve("graphql", { handleProtocols: () => "graphql-transport-ws" }));

const { router, procedure } = initTRPC.create();
applyWSSHandler({
  wss: serve("trpc"),
  router: router({
    hello: procedure.query(() => "world"),
    count: procedure.subscription(async function* () {
      for (let count = 1; count <= 3; count += 1) yield count;
    }),
  }),
});

serve("yjs").on("connection", setupWSConnection);

const broker = await Aedes.createBroker();
serve("mqtt", { handleProtocols: () => "mqtt" }).on("connection", (client, request) => {
  broker.handle(createWebSocketStream(client), request);
});

new SocketIoServer(http, { path: "/socket.io", cors: { origin: "*" }, destroyUpgrade: false }).on(
  "connection",
  (client) => client.on("greet", (name, answer) => answer(`hello ${name}`)),
);

http.listen(port, "127.0.0.1", () => console.log("listening"));
