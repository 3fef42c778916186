// One module for a dedicated, a shared and a service worker.
import Sockline from "./node_modules/sockline/dist/sockline.js";
import { verify } from "./echo.js";

const answer = async (port) => port.postMessage(await verify(Sockline, location.origin));

if ("DedicatedWorkerGlobalScope" in self) answer(self);
self.addEventListener("connect", ({ ports }) => answer(ports[0]));
self.addEventListener("message", (event) => event.waitUntil?.(answer(event.source)));
