// Programs written for reconnecting-websocket and partysocket.
import ReconnectingWebSocket, {
  WebSocket as Other,
  type CloseEvent,
  type ErrorEvent,
  type Event,
  type Options,
  type ProtocolsProvider,
  type UrlProvider,
  type WebSocketEventMap,
} from "../../pkg/face/compat.js";
import * as compat from "../../pkg/face/compat.js";

const options: Options = {
  WebSocket: globalThis.WebSocket,
  maxReconnectionDelay: 10_000,
  minReconnectionDelay: 1_000,
  reconnectionDelayGrowFactor: 1.3,
  minUptime: 5_000,
  connectionTimeout: 4_000,
  maxRetries: Infinity,
  maxEnqueuedMessages: 100,
  startClosed: true,
  shouldReconnectOnClose: ({ code }) => code !== 4000,
  debug: true,
  debugLogger: console.log,
};
const url: UrlProvider = async () => "wss://example.com";
const protocols: ProtocolsProvider = () => null;

const socket: ReconnectingWebSocket = new ReconnectingWebSocket(url, protocols, options);
const other = new Other<string>("wss://example.com", null, { heartbeat: true });
const figures: number[] = [socket.retryCount, socket.bufferedAmount, socket.readyState, ReconnectingWebSocket.OPEN];
const answers: boolean[] = [socket.shouldReconnect, socket.send("text")];
const messages: (string | ArrayBuffer | Blob | ArrayBufferView)[] = socket.drainQueuedMessages();
socket.reconnect();
socket.reconnect(4000, "theirs are not sent");
socket.onclose = (event: CloseEvent) => event.code + event.reason.length;
socket.onerror = (event: ErrorEvent) => event.error;
socket.onerror = ({ message }) => message.includes("refused");
socket.onopen = (event: Event) => event.type;
socket.close(1000, "bye");
other.onmessage = ({ data }) => data.toUpperCase();
socket.addEventListener("close", ({ willReconnect }) => willReconnect, { once: true });

const told: WebSocketEventMap["message"]["type"] = "message";

class Chat extends ReconnectingWebSocket<string> {
  onmessage = ({ data }: { data: string }) => data;
  say(text: string) {
    return this.send(text);
  }
}

// @ts-expect-error no such option
new ReconnectingWebSocket("wss://example.com", [], { maxDelay: 1 });
// @ts-expect-error a number of milliseconds
new ReconnectingWebSocket("wss://example.com", [], { minUptime: "5s" });

// @ts-expect-error a type only
compat.CloseEvent;

export { figures, answers, messages, told, Chat };

// Listeners know the class that they are called on, and that of a subclass.
const called = new ReconnectingWebSocket("wss://example.com");
called.onopen = function () {
  this.send("text") satisfies boolean;
  this.retryCount satisfies number;
};
called.addEventListener("message", function () {
  this.reconnect(4000, "why");
});
function toldClose(this: ReconnectingWebSocket, { code }: CloseEvent) {
  this.close(code);
}
called.addEventListener("close", toldClose);
called.removeEventListener("close", toldClose);
