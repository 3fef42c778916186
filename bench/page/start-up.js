// From nothing to an open connection: a fresh frame loads the library, as its bundler would leave
// it, and connects.
import { at } from "./server.js";

const opened = `
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  socket.close();`;

const bundled = (name) => `
  const { make } = await import("/bench/start/${name}.js");
  const socket = make(url);
  ${opened}`;

const sockline = `
  const { default: Sockline } = await import("/dist/sockline.js");
  const socket = new Sockline(url);
  ${opened}`;

const slim = `
  const { default: Sockline, init } = await import("/dist/slim.js");
  await init(new URL("/dist/sockline.wasm", document.baseURI));
  const socket = new Sockline(url);
  ${opened}`;

const program = (name) => `
  const { default: init, Socket } = await import("/bench/rust/${name}.js");
  await init();
  (await Socket.open(url)).free();`;

const programs = [
  ...["sockline", "raw-web-sys", "gloo-net", "ws-stream-wasm", "ewebsock"],
  ...["tokio-tungstenite-wasm", "raw-web-sys-laden"],
];

export const contestants = new Map([
  ["native", bundled("native")],
  ["native again", bundled("native")],
  ["sockline", sockline],
  ["sockline/slim", slim],
  ["reconnecting-websocket", bundled("reconnecting-websocket")],
  ["partysocket", bundled("partysocket")],
  ["websocket-ts", bundled("websocket-ts")],
  ...programs.map((name) => [`${name} (Rust)`, program(name)]),
]);

/** Runs a module in a frame of its own and waits until it has set `result`. */
async function inFrame(code) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const { contentWindow, contentDocument } = frame;
  const result = new Promise((resolve) => (contentWindow.done = resolve));
  const element = contentDocument.createElement("script");
  element.type = "module";
  element.textContent = code;
  contentDocument.body.append(element);
  try {
    const { error, ...figures } = await result;
    if (error) throw new Error(error);
    return figures;
  } finally {
    frame.remove();
  }
}

export const scenarios = [
  {
    measures: [
      {
        title: "start-up: from import to the first open",
        unit: "ms",
        limit: "loading from the server, and the handshake",
      },
      { title: "start-up: bytes, not compressed", unit: "KB", limit: "the library itself" },
    ],
    async run(code) {
      const { time, bytes } = await inFrame(`
        const url = ${JSON.stringify(at("/echo"))};
        try {
          const start = performance.now();
          ${code}
          const time = performance.now() - start;
          const loaded = performance.getEntriesByType("resource");
          const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
          done({ time, bytes });
        } catch (error) {
          done({ error: String(error.stack ?? error) });
        }`);
      return [time, bytes / 1_000];
    },
  },
];
