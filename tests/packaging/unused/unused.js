import Default, { Sockline } from "sockline";
import Slim, { init, initSync } from "sockline/slim";
