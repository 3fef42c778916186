# The server of Cloudflare Workers, with the worker as their own tools bundle
# it: an import of WebAssembly stays an import.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    (name = "internet", network = (allow = ["private"])),
  ],
);

const worker :Workerd.Worker = (
  modules = [
    (name = "worker.js", esModule = embed "dist/worker.js"),
    (name = "sockline.wasm", wasm = embed "node_modules/sockline/dist/sockline.wasm"),
  ],
  bindings = [(name = "SOCKLINE_SERVER", fromEnvironment = "SOCKLINE_SERVER")],
  compatibilityDate = "2026-10-01",
);
