import Sockline from "./node_modules/sockline/dist/sockline.js";
import { verify } from "./echo.js";

verify(Sockline).then(
  (received) => (window.__verdict = received),
  (error) => (window.__verdict = `${error}`),
);
