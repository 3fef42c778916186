import { WebSocket } from "partysocket";

export const make = (url) => new WebSocket(url);
