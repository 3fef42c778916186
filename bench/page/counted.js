// A contestant in Rust whose calls of the browser are counted.

const programs = new Map();

/** What the glue of wasm-bindgen says where it has all functions together that a program may call. */
const IMPORTS = "const imports = __wbg_get_imports();";
const COUNTED = "const imports = globalThis.countCalls(__wbg_get_imports());";

let calls = 0;

const counting = (call) => (...all) => {
  calls++;
  return call(...all);
};

globalThis.countCalls = (modules) => {
  for (const functions of Object.values(modules)) {
    for (const [name, value] of Object.entries(functions)) {
      if (typeof value === "function") functions[name] = counting(value);
    }
  }
  return modules;
};

/** The program, instantiated once for the page. */
async function load(name) {
  const glue = await (await fetch(`/bench/rust/${name}.js`)).text();
  if (!glue.includes(IMPORTS)) throw new Error(`${name}: its glue is another one`);
  const module = new Blob([glue.replaceAll(IMPORTS, COUNTED)], { type: "text/javascript" });
  const program = await import(URL.createObjectURL(module));
  await program.default(new URL(`/bench/rust/${name}_bg.wasm`, location.href));
  return program;
}

/** Resolves with an open session, and what tells how many calls there were since it was asked for. */
export async function openProgram(name, url) {
  if (!programs.has(name)) programs.set(name, load(name));
  const { Socket } = await programs.get(name);
  const before = calls;
  const session = await Socket.open(url);
  return { session, counted: () => calls - before };
}
