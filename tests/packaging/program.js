// A program of a runtime: the verdict is all that it prints.
import Sockline from "sockline";
import { verify } from "./echo.js";

console.log(await verify(Sockline, process.env.SOCKLINE_SERVER));
