// As `page.js`, with a path: an import map would be a script that this policy forbids.
import Sockline from "./node_modules/sockline/dist/sockline.js";
import { verify } from "./echo.js";

verify(Sockline, location.origin).then((verdict) => (window.__verdict = verdict));
