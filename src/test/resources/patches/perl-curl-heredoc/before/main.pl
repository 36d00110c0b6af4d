use strict;
use warnings;
use lib "function";
use Handler;
local $/;
print Handler::handle(scalar <STDIN>);
