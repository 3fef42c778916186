// Node 20 has no `WebSocket` of its own.
import Sockline from "sockline";
import { WebSocket } from "ws";
import { verify } from "./echo.js";

console.log(await verify(Sockline, process.env.SOCKLINE_SERVER, { WebSocket }));
