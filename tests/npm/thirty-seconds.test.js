import { assert, once, Scope, Sockline } from "./support.js";

/** The first code block of a language in the package README. */
async function example(language) {
  const readme = await (await fetch("/pkg/README.md")).text();
  const block = readme.match(new RegExp("```" + language + "\\n([\\s\\S]*?)```"));
  return block[1];
}

describe("README", () => {
  it("thirty seconds of JavaScript run as they stand", async () => {
    const scope = new Scope();
    const code = (await example("js"))
      .replace('import Sockline from "sockline";', "")
      .replaceAll("wss://example.com/chat", scope.url("echo"));
    assert.include(code, "new Sockline(");
    const lines = [];
    const run = new Function("Sockline", "console", `${code}; return socket;`);
    const socket = run(Sockline, { log: (...words) => lines.push(words.join(" ")) });
    await once(socket, "message");
    const ended = once(socket, "end");
    socket.close();
    await ended;
    assert.isAbove(lines.length, 0);
  });
});
