# Sourced by the agent before the function starts: what stacks can't show in this language is said once.
note "native frames only: stacks show the interpreter, not functions written in [=language]"
