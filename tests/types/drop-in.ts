// A Sockline where a `WebSocket` is expected, and functions that were written for one.
import { Sockline } from "../../pkg/face/sockline.js";
import ReconnectingWebSocket from "../../pkg/face/compat.js";

const socket: WebSocket = new Sockline("wss://example.com/chat");
const typed: WebSocket = new Sockline<string, "start">("wss://example.com/chat");
const moved: WebSocket = new ReconnectingWebSocket("wss://example.com/chat");
const Constructor: new (url: string | URL, protocols?: string | string[]) => WebSocket = Sockline;

// A library that takes the class, or the page's own.
class OneConnection extends Sockline {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, { reconnect: false });
  }
}
const Class: typeof WebSocket = OneConnection;
globalThis.WebSocket = Sockline;

function talk(socket: WebSocket) {
  socket.onclose = (event) => event.code;
  socket.addEventListener("message", (event) => event.data);
  socket.send("hello");
}
talk(new Sockline("wss://example.com/chat"));

const sockline = new Sockline("wss://example.com/chat");
const onMessage = (event: MessageEvent) => event.data;
const onClose = (event: CloseEvent) => [event.code, event.reason, event.wasClean];
const listener: EventListenerObject = { handleEvent: (event) => event.type };
sockline.onmessage = onMessage;
sockline.onclose = onClose;
sockline.addEventListener("message", onMessage);
sockline.removeEventListener("message", onMessage);
sockline.addEventListener("close", onClose);
sockline.addEventListener("close", listener);

// A library that names the type of its parameter after the standard's.
const states: Record<WebSocket["readyState"], string> = ["connecting", "open", "closing", "closed"];
const state = states[sockline.readyState];

class Chat extends Sockline<string> {
  say(text: string) {
    return this.send(`say ${text}`, { priority: "high" });
  }
}

export { socket, typed, moved, Constructor, Class, state, Chat };
