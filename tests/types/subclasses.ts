// Subclasses with members of their own in place of inherited ones: what compiles over the standard's
// `WebSocket` compiles over the package's classes.
import { Sockline } from "../../pkg/face/sockline.js";
import ReconnectingWebSocket from "../../pkg/face/compat.js";

// Accessors, which ask for what they take the place of.
class WebSocketWithAccessors extends WebSocket {
  override get readyState() {
    return super.readyState;
  }
  override get url() {
    return super.url.toLowerCase();
  }
  override get bufferedAmount() {
    return 2 * super.bufferedAmount;
  }
  override get protocol() {
    return super.protocol;
  }
  override get extensions() {
    return "";
  }
  override get binaryType() {
    return super.binaryType;
  }
  override set binaryType(type: BinaryType) {
    super.binaryType = type;
  }
}

class WithAccessors extends Sockline {
  override get readyState() {
    return super.readyState;
  }
  override get url() {
    return super.url.toLowerCase();
  }
  override get bufferedAmount() {
    return 2 * super.bufferedAmount;
  }
  override get protocol() {
    return super.protocol;
  }
  override get extensions() {
    return "";
  }
  override get binaryType() {
    return super.binaryType;
  }
  override set binaryType(type: BinaryType) {
    super.binaryType = type;
  }
  override get queue() {
    return { ...super.queue, bytes: 0 };
  }
  override get ready() {
    return super.ready;
  }
  override get readable() {
    return super.readable;
  }
  override get writable() {
    return super.writable;
  }
  override get onmessage() {
    return super.onmessage;
  }
  override set onmessage(handler) {
    super.onmessage = handler;
  }
}

class CompatWithAccessors extends ReconnectingWebSocket {
  override get readyState() {
    return super.readyState;
  }
  override get url() {
    return super.url.toLowerCase();
  }
  override get bufferedAmount() {
    return 2 * super.bufferedAmount;
  }
  override get binaryType() {
    return super.binaryType;
  }
  override set binaryType(type: BinaryType) {
    super.binaryType = type;
  }
  override get retryCount() {
    return super.retryCount + 1;
  }
  override get shouldReconnect() {
    return super.shouldReconnect;
  }
}

// Properties, as of a stand-in in a test.
class WebSocketWithProperties extends WebSocket {
  override readonly readyState = 1;
  override readonly url = "wss://example.com";
  override binaryType: BinaryType = "arraybuffer";
  override onmessage = null;
}

class WithProperties extends Sockline {
  override readonly readyState = 1;
  override readonly url = "wss://example.com";
  override binaryType: BinaryType = "arraybuffer";
  override onmessage = null;
}

class CompatWithProperties extends ReconnectingWebSocket {
  override readonly readyState = 1;
  override readonly url = "wss://example.com";
  override binaryType: BinaryType = "arraybuffer";
  override onmessage = null;
}

// Methods.
class WebSocketWithMethods extends WebSocket {
  override send(text: string) {
    super.send(text);
  }
  override close(code?: number, reason?: string) {
    super.close(code, reason);
  }
  override addEventListener(type: string, listener: any, options?: any) {
    super.addEventListener(type, listener, options);
  }
  override removeEventListener(type: string, listener: any, options?: any) {
    super.removeEventListener(type, listener, options);
  }
  override dispatchEvent(event: Event) {
    return super.dispatchEvent(event);
  }
}

class WithMethods extends Sockline<string, string> {
  override send(text: string) {
    return super.send(text);
  }
  override close(code?: number, reason?: string) {
    super.close(code, reason);
  }
  override addEventListener(type: string, listener: any, options?: any) {
    super.addEventListener(type, listener, options);
  }
  override removeEventListener(type: string, listener: any, options?: any) {
    super.removeEventListener(type, listener, options);
  }
  override dispatchEvent(event: Event) {
    return super.dispatchEvent(event);
  }
  override reconnect() {
    super.reconnect();
  }
  override clearQueue() {
    return super.clearQueue();
  }
  override drained() {
    return super.drained();
  }
  override stats() {
    return super.stats();
  }
  override [Symbol.asyncIterator]() {
    return super[Symbol.asyncIterator]();
  }
  override [Symbol.dispose]() {
    super[Symbol.dispose]();
  }
}

class CompatWithMethods extends ReconnectingWebSocket<string, string> {
  override send(text: string) {
    return super.send(text);
  }
  override close(code?: number, reason?: string) {
    super.close(code, reason);
  }
  override addEventListener(type: string, listener: any, options?: any) {
    super.addEventListener(type, listener, options);
  }
  override removeEventListener(type: string, listener: any, options?: any) {
    super.removeEventListener(type, listener, options);
  }
  override dispatchEvent(event: Event) {
    return super.dispatchEvent(event);
  }
  override reconnect(code?: number, reason?: string) {
    super.reconnect(code, reason);
  }
  override drainQueuedMessages() {
    return super.drainQueuedMessages();
  }
  override stats() {
    return super.stats();
  }
  override [Symbol.dispose]() {
    super[Symbol.dispose]();
  }
}

const sockets: WebSocket[] = [
  new WebSocketWithAccessors("wss://example.com"),
  new WebSocketWithProperties("wss://example.com"),
  new WebSocketWithMethods("wss://example.com"),
  new WithAccessors("wss://example.com"),
  new WithProperties("wss://example.com"),
  new WithMethods("wss://example.com"),
  new CompatWithAccessors("wss://example.com"),
  new CompatWithProperties("wss://example.com"),
  new CompatWithMethods("wss://example.com"),
];

class Wrong extends Sockline {
  // @ts-expect-error a state is a number
  override get readyState() {
    return "open";
  }
}

const typed: "sent" | "queued" | "dropped" = new WithMethods("wss://example.com").send("text");
const narrowed = (value: EventTarget) => (value instanceof Sockline ? value.stats().retries : 0);

export { sockets, typed, narrowed, Wrong };
