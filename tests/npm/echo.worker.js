// A client in a worker, for worker.test.js.
import Sockline from "/dist/sockline.js";

// workerd throws at a listener that captures.
if (self.location.search === "?strict") {
  for (const method of ["addEventListener", "removeEventListener"]) {
    const original = self[method];
    self[method] = (type, listener, capture) => {
      if (capture) throw new TypeError(`${method}(): useCapture must be false.`);
      original.call(self, type, listener);
    };
  }
}

let socket;

self.onmessage = ({ data }) => {
  if (data === "close") {
    socket.close();
    return;
  }
  socket = new Sockline(data, [], { reconnect: { base: 50, floor: 10 } });
  socket.send("hello");
  socket.onmessage = (event) => self.postMessage(event.data);
  socket.onreconnecting = () => socket.send("again");
  socket.onend = (event) => self.postMessage(event.cause);
};
