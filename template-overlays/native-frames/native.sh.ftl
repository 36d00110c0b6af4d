# Sourced by the agent before the function starts. Logs once what stacks can't show in this language.
note "native frames only: stacks show the interpreter, not functions written in [=language]"
