// A plugin of esbuild: puts a module that exports the same names, and does nothing, in the place of
// each of the given ones. So what they cost can be seen.
import { realpathSync } from "node:fs";
import { build } from "esbuild";

export const leaveOut = (files) => ({
  name: "leave out",
  setup({ onLoad, onEnd }) {
    // esbuild names files without links.
    const leftOut = files.map((file) => realpathSync(file));
    const missing = new Set(leftOut);
    onLoad({ filter: /.*/, namespace: "file" }, async ({ path }) => {
      if (!leftOut.includes(path)) return undefined;
      missing.delete(path);
      const names = await exportsOf(path);
      const list = names.map((name) => `nothing as ${name}`).join(", ");
      return { contents: `const nothing = () => {}; export { ${list} };` };
    });
    onEnd(() => ({
      errors: [...missing].map((path) => ({ text: `no module imports ${path}, which is left out` })),
    }));
  },
});

async function exportsOf(path) {
  const { metafile } = await build({
    entryPoints: [path],
    bundle: false,
    format: "esm",
    write: false,
    outfile: "module.js",
    metafile: true,
  });
  return Object.values(metafile.outputs)[0].exports;
}
