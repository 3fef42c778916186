// Who takes part. Each opens a connection through whatever `WebSocket` the page has then, and
// reads everything that arrives.
import SlimSockline, { init } from "/dist/slim.js";
import Sockline from "/dist/sockline.js";
import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocket from "reconnecting-websocket";
import { WebsocketBuilder, WebsocketEvent } from "websocket-ts";
import { held } from "./held.js";
import { kept } from "./kept.js";
import { openProgram } from "./program.js";
import { openScript } from "./script.js";
import { Teller } from "./told.js";

const standard = {
  isOpen: (socket) => socket.readyState === 1,
  listen: (socket, listener) =>
    socket.addEventListener("message", (event) => listener(event.data)),
  urge: (socket, text) => socket.send(text),
};

const native = { make: (url) => new WebSocket(url) };

/** No scenario is about a queue that is full. */
const ROOMY = { queue: { maxBytes: Infinity } };

const sockline = (Class, options) => ({
  make: (url) => new Class(url, [], options),
  urge: (socket, text) => socket.send(text, { priority: "high" }),
});

// What loading it takes is seen in the start-up.
await init(new URL("/dist/sockline.wasm", location.href));

const websocketTs = {
  make: (url) => new WebsocketBuilder(url).build(),
  isOpen: (socket) => socket.underlyingWebsocket?.readyState === 1,
  listen: (socket, listener) =>
    socket.addEventListener(WebsocketEvent.message, (_, event) => listener(event.data)),
};

const script = (name, kind) => [name, (url) => openScript(name, { ...standard, ...kind }, url)];
const program = (name) => [`${name} (Rust)`, (url) => openProgram(name, url)];

/** Name to a function that resolves with an open session. Native comes twice: that is the noise. */
const SCRIPTS = new Map([
  script("native", native),
  script("native again", native),
  script("sockline", sockline(Sockline, ROOMY)),
  script("sockline/slim", sockline(SlimSockline, ROOMY)),
  script("reconnecting-websocket", { make: (url) => new ReconnectingWebSocket(url) }),
  script("partysocket", { make: (url) => new PartySocket(url) }),
  script("websocket-ts", websocketTs),
]);

/** The same from Rust, each in a program of its own. The plainest comes twice too. */
const PROGRAMS = new Map([
  program("sockline"),
  program("sockline-stream"),
  program("raw-web-sys"),
  program("raw-web-sys-again"),
  program("gloo-net"),
  program("ws-stream-wasm"),
  program("ewebsock"),
  program("tokio-tungstenite-wasm"),
]);

/** Sockline as it is opened in place of a peer, which has no options either. */
export const WITHOUT_OPTIONS = new Map([
  script("sockline", sockline(Sockline)),
  script("sockline/slim", sockline(SlimSockline)),
]);

/** A minimal program: the browser's own socket, held back by one rule. */
const minimal = (name, rule) =>
  script(name, { make: (url) => held(new WebSocket(url), rule), urge: (socket, text) => socket.urge(text) });

/** The slow link's target for the browser's buffer, until an operating system's buffers are full. */
const UNTIL_KNOWN = { window: 256_000, below: 10_485_760 };

/** The rule of `native, held back` in Rust. */
export const HELD_PROGRAM = new Map([program("raw-web-sys-held")]);

/** The least that an upload can take which is held back as long as the link may be a slow one. */
export const HELD = new Map([
  minimal("native, held back", UNTIL_KNOWN),
  minimal("native, held back and copied", { ...UNTIL_KNOWN, keep: (data) => data.slice(0) }),
  ...HELD_PROGRAM,
]);

/** The least that may lie before an urgent message: what has left the browser, and nearly nothing else. */
export const SHORT = new Map([minimal("native, kept short", { window: 16_384, below: Infinity })]);

/** The least that receiving can take if its events have a target of the page's. */
export const TOLD = new Map([script("native, told again", { make: (url) => new Teller(url) })]);

/** The least that a client can take which loses no message. */
export const LEAST = new Map([program("raw-web-sys-kept")]);

/** Opening where the URL is parsed before, an attempt may be given up, and a loss is heard. */
export const WATCHED = new Map([program("raw-web-sys-watched")]);

/** Sending by a client that loses no message, from JavaScript. */
export const KEPT = new Map([script("native, kept", { make: (url) => kept(new WebSocket(url)) })]);

/** The least that reading into memory can take: by a task, as streams are, and of long text. */
export const READ = new Map([program("raw-web-sys-task"), program("raw-web-sys-encoded")]);

export const ALL = new Map([...SCRIPTS, ...PROGRAMS]);

/** Those of all that have these names. */
export const only = (...names) => new Map(names.map((name) => [name, ALL.get(name)]));
