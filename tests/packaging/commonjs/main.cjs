// Node loads an ES module by `require` since 20.19, if nothing in it is awaited.
const { Sockline } = require("sockline");
const { WebSocket } = require("ws");

import("./echo.js")
  .then(({ verify }) => verify(Sockline, process.env.SOCKLINE_SERVER, { WebSocket }))
  .then(console.log);
