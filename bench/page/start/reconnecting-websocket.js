import ReconnectingWebSocket from "reconnecting-websocket";

export const make = (url) => new ReconnectingWebSocket(url);
