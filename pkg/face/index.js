export { Sockline, Sockline as default } from "./sockline.js";
