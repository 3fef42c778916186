// Rendering on a server: neither window nor document nor WebSocket, and
// importing must change nothing and start nothing.
import { expect } from "./echo.js";

// Later versions of Node have them.
for (const name of ["WebSocket", "navigator", "CloseEvent"]) delete globalThis[name];
for (const name of ["window", "document", "location", "WebSocket", "navigator"]) {
  expect(typeof globalThis[name], "undefined");
}

let compiled = 0;
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct(target, parameters) {
    compiled++;
    return Reflect.construct(target, parameters);
  },
});
const surroundings = () =>
  [Reflect.ownKeys(globalThis).map(String), process.getActiveResourcesInfo(), process.eventNames().map(String)].join();

const before = surroundings();
const { default: Sockline } = await import("sockline");
expect(surroundings(), before);
expect(compiled, 0);

const socket = new Sockline("wss://example.com/chat", [], { startClosed: true });
expect(compiled, 1);
expect(socket.readyState, Sockline.CLOSED);
expect(socket.send("later"), "queued");
expect(socket.queue.messages, 1);
expect(socket.clearQueue().join(), "later");
expect(surroundings(), before);

new Sockline("wss://example.com/chat", [], { startClosed: true });
expect(compiled, 1);

// Nothing keeps the process alive either: it ends here by itself.
console.log("works");
