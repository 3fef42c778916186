import Sockline from "sockline";
import { verify } from "./echo.js";

export default {
  async test(controller, { SOCKLINE_SERVER }) {
    console.log(await verify(Sockline, SOCKLINE_SERVER));
  },
};
