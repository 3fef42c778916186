import { resolve } from "node:path";

// The tools are installed above, for all projects.
export default { turbopack: { root: resolve("../../..") } };
