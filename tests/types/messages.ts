// Types of what is received and of what is sent.
import { Sockline, type Data } from "../../pkg/face/sockline.js";

type Command = "start" | "stop";

const machine = new Sockline<string, Command>("wss://example.com");
machine.send("start");
const unsent: Command[] = machine.clearQueue();
const writer: WritableStreamDefaultWriter<Command> = machine.writable.getWriter();
const reader: ReadableStreamDefaultReader<string> = machine.readable.getReader();

async function read() {
  for await (const data of machine) data.toUpperCase();
  for await (const data of new Sockline("wss://example.com")) data.anything;
}

// Bytes come back as what they were copied into.
const bytes = new Sockline<ArrayBuffer, Uint8Array<ArrayBuffer>>("wss://example.com");
const copies: ArrayBuffer[] = bytes.clearQueue();

// Who knows less about the messages may take it.
const any: Sockline = machine;
const text: Sockline<string> = new Sockline<"a" | "b">("wss://example.com");

// @ts-expect-error no such command
machine.send("sotp");
// @ts-expect-error nor in a stream
writer.write("sotp");
// @ts-expect-error an object is never a message
new Sockline<string, { type: string }>("wss://example.com");
// @ts-expect-error what is received is not what was said
new Sockline<string>("wss://example.com").onmessage = ({ data }: MessageEvent<Blob>) => data.size;

export { unsent, reader, read, copies, any, text, type Data };
