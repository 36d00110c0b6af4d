package Handler;
sub handle { return "You said: $_[0]"; }
1;
