// For pages that are made of strings.
import Sockline from "sockline";

globalThis.Sockline = Sockline;
