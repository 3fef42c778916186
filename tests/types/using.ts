// Explicit resource management, as compilers for current targets know it.
import { Sockline } from "../../pkg/face/sockline.js";

async function ask(question: string): Promise<string> {
  await using socket = new Sockline<string>("wss://example.com");
  socket.send(question);
  for await (const answer of socket) return answer;
  throw new Error("it ended");
}

function announce(text: string) {
  using socket = new Sockline("wss://example.com");
  socket.send(text);
}

const disposable: Disposable & AsyncDisposable = new Sockline("wss://example.com");

export { ask, announce, disposable };
