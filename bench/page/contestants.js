// Who takes part, each over the constructor that it is given.
import Sockline from "/dist/sockline.js";
import { WebSocket as PartySocket } from "partysocket";
import ReconnectingWebSocket from "reconnecting-websocket";

const URL = "ws://bench.invalid/";

/** Native comes twice, so that the noise is visible. */
export const CONTESTANTS = {
  native: (WebSocket) => new WebSocket(URL),
  "native again": (WebSocket) => new WebSocket(URL),
  sockline: (WebSocket) => new Sockline(URL, [], { WebSocket }),
  "reconnecting-websocket": (WebSocket) => new ReconnectingWebSocket(URL, [], { WebSocket }),
  partysocket: (WebSocket) => new PartySocket(URL, [], { WebSocket }),
};

/** Opens a contestant and waits until it says so. */
export async function open(make, WebSocket) {
  const socket = make(WebSocket);
  if (socket.readyState !== 1) {
    await new Promise((resolve) => socket.addEventListener("open", resolve, { once: true }));
  }
  return socket;
}
