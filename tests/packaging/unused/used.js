// That the others are small says something only if this is not.
import Sockline from "sockline";

new Sockline("wss://example.com/chat");
