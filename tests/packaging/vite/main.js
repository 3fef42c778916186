import { Sockline } from "sockline";
import { verify } from "./echo.js";

verify(Sockline).then(
  (received) => (window.__verdict = received),
  (error) => (window.__verdict = `${error}`),
);
