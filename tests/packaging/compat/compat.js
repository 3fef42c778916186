// The entry with the names of other packages: a Sockline, and not a second one.
import Sockline from "sockline";
import ReconnectingWebSocket from "sockline/compat";
import { expect, verify } from "./echo.js";

expect(Object.getPrototypeOf(ReconnectingWebSocket), Sockline);

verify(ReconnectingWebSocket, location.origin).then((verdict) => (window.__verdict = verdict));
