import "sockline";
