import Default, { Sockline } from "sockline";
