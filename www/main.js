// Wires the page: forms to the socket, the socket to the log and the inspector.

import { Chart } from "./chart.js";
import { drop, newScope, reach, restart } from "./control.js";
import { Delivery } from "./delivery.js";
import { complain, protocolList, protocolsFault, urlFault } from "./fields.js";
import { cause, close, payload, seconds } from "./format.js";
import { show } from "./inspector.js";
import { Log } from "./log.js";
import { Session } from "./session.js";
import { drawTimeline } from "./timeline.js";

const $ = (id) => document.getElementById(id);
const TICK = 250;
const BURST = { messages: 200, bytes: 32 * 1024 };
const DOWN = 4000;

const log = new Log($("log"));
const chart = new Chart($("chart"), $("peak"));
/** The one client on the page: { socket, session, delivery }. */
let current = null;

// Imported late, so that a missing build is said on the page rather than in the console alone.
const Sockline = await import("/dist/sockline.js").then((library) => library.default, (error) => {
  $("fatal").hidden = false;
  $("fatal").textContent = `The library could not be loaded from /dist/sockline.js: ${error.message}`;
});

// ---- connection

function connect() {
  const url = $("url").value.trim();
  const protocols = protocolList($("protocols").value);
  complain($("url"), "");
  complain($("protocols"), "");
  let socket;
  try {
    socket = new Sockline(url, protocols);
  } catch (error) {
    const fault = protocolsFault(protocols);
    if (fault && !urlFault(url)) complain($("protocols"), fault);
    else complain($("url"), urlFault(url) || error.message);
    return;
  }
  current?.delivery.abandon();
  current?.session.dispose();
  current?.unhook.abort();

  const unhook = new AbortController();
  log.add("event", `connect to ${socket.url || url}`, "connecting");
  const delivery = new Delivery(socket);
  const session = new Session(socket);
  current = { socket, session, delivery, unhook };
  session.addEventListener("state", refresh);
  record(socket, unhook.signal);
  refresh();
}

/** Writes every event of the socket into the log. */
function record(socket, signal) {
  const on = (type, handle) => socket.addEventListener(type, (event) => { handle(event); refresh(); }, { signal });
  on("open", () => log.add("event", socket.protocol ? `open, subprotocol ${socket.protocol}` : "open", "open"));
  on("message", (event) => log.add("in", payload(event.data)));
  on("error", (event) => log.add("event", `error: ${event.error?.message || "the connection failed (browsers do not say why)"}`, "bad"));
  on("close", (event) => log.add("event", `${close(event)}; ${event.willReconnect ? "will reconnect" : "will not reconnect"}`, event.willReconnect ? "waiting" : "closed"));
  on("reconnecting", (event) => {
    const why = cause(event.cause);
    log.add("event", `reconnecting: retry ${event.attempt} in ${seconds(event.delay)}${why && `, after ${why}`}`, "waiting");
  });
  on("drain", () => log.add("event", "drain: everything has left"));
  on("drop", (event) => log.add("event", `drop, ${event.reason}: ${payload(event.data)}`, "bad"));
  on("end", () => log.add("event", "end: it will not connect again", "closed"));
}

function refresh() {
  if (!current) return;
  const { socket, session, delivery } = current;
  delivery.look();
  show(socket, session);
  chart.note(socket.queue.bytes, socket.bufferedAmount);
}

function tick() {
  current?.session.look();
  refresh();
  chart.tick(current?.socket.queue.bytes ?? 0, current?.socket.bufferedAmount ?? 0);
  drawTimeline($("timeline"), current?.session.stretches ?? []);
}

$("connection").addEventListener("submit", (event) => {
  event.preventDefault();
  connect();
});
$("close").addEventListener("click", () => {
  current?.session.close();
  refresh();
});
$("reconnect").addEventListener("click", () => {
  current?.session.reconnect();
  refresh();
});

// ---- sending

/** Sends and logs; false, with the reason next to the field, when it was rejected. */
function send(data, field) {
  complain(field, "");
  if (!current) {
    complain(field, "There is no connection to send on: press Connect first.");
    return false;
  }
  const { socket, delivery } = current;
  let result;
  try {
    result = socket.send(data);
  } catch (error) {
    complain(field, `Not sent: ${error.message}`);
    return false;
  }
  delivery.follow(data, log.add("out", payload(data)), result);
  return true;
}

function sendText() {
  send($("message").value, $("message"));
  refresh();
}

$("send-text").addEventListener("submit", (event) => {
  event.preventDefault();
  sendText();
});
$("message").addEventListener("keydown", (event) => {
  // During composition Enter accepts the candidate; it does not send.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sendText();
});
$("burst").addEventListener("click", () => {
  const data = new Uint8Array(BURST.bytes);
  for (let n = 0; n < BURST.messages; n += 1) {
    // A Blob of its own for each: it is given back as it is, and bytes as a copy that the log would not know.
    if (!send(new Blob([data]), $("message"))) break;
  }
  refresh();
});
let repeating = 0;
$("repeat").addEventListener("change", (event) => {
  clearInterval(repeating);
  if (!event.target.checked) return;
  sendText();
  repeating = setInterval(sendText, 1000);
});
$("send-binary").addEventListener("submit", (event) => {
  event.preventDefault();
  const file = $("file").files[0];
  if (!file) complain($("file"), "Choose a file first.");
  else send(file, $("file"));
  refresh();
});
$("file").addEventListener("change", () => complain($("file"), ""));

// ---- breaking

function aim() {
  const { scope, hint } = reach($("url").value.trim());
  $("kill").disabled = $("restart").disabled = !scope;
  $("control-hint").textContent = hint ?? `Acts on scope “${scope}” only.`;
}

async function command(words, run) {
  $("control-error").textContent = "";
  log.add("event", words, "bad");
  try {
    await run(reach($("url").value.trim()).scope);
  } catch (error) {
    $("control-error").textContent = `The command did not work: ${error.message}`;
  }
}

$("url").addEventListener("input", aim);
$("kill").addEventListener("click", () => command("this page asks the server to kill the connection", drop));
$("restart").addEventListener("click", () => command(`this page asks the server to restart: down for ${DOWN / 1000} s`, (scope) => restart(scope, DOWN)));
$("clear-log").addEventListener("click", () => log.clear());

// ---- start

$("url").value = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/echo?scope=${newScope()}`;
aim();
if (Sockline) {
  connect();
  setInterval(tick, TICK);
  tick();
} else {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
}
