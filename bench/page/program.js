// A contestant in Rust: a WebAssembly program of its own, with the glue of wasm-bindgen.

const programs = new Map();

/** The program, instantiated once for the page. */
async function load(name) {
  const program = await import(`/bench/rust/${name}.js`);
  await program.default();
  return program;
}

/** Resolves with an open session. */
export async function openProgram(name, url) {
  if (!programs.has(name)) programs.set(name, load(name));
  const { Socket } = await programs.get(name);
  return Socket.open(url);
}
