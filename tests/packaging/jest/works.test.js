// Jest makes CommonJS of modules, of the package's too if it is told to.
import Sockline from "sockline";
import ReconnectingWebSocket from "sockline/compat";
import { WebSocket } from "ws";
import { verify } from "./echo.js";

for (const Class of [Sockline, ReconnectingWebSocket]) {
  test(`${Class.name} works`, async () => {
    expect(await verify(Class, process.env.SOCKLINE_SERVER, { WebSocket })).toBe("works");
  });
}
