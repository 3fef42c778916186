// A page that is rendered by the build, too.
import { useEffect } from "react";
import Sockline from "sockline";

const waiting = new Sockline("wss://example.com/", [], { startClosed: true });

export default function Page() {
  useEffect(() => {
    import("../page.js");
  }, []);
  return <p>{waiting.url}</p>;
}
