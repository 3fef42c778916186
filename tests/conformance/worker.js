// The same in a dedicated worker, which tells its page.
import { run } from "./run.js";

await run(new URLSearchParams(location.search).get("subject"), (result) => postMessage(result));
