import { WebsocketBuilder } from "websocket-ts";

export const make = (url) => new WebsocketBuilder(url).build();
