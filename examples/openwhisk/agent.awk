# Assembles the agent from its parts, as `faas-trace patch` does. Run this command in the folder template-overlays/agent:
#
#   awk -f ../../examples/openwhisk/agent.awk faas-trace-agent.ftl >faas-trace-agent
{
    while (match($0, /\[=file\("[^"]*"\)\]/)) {
        name = substr($0, RSTART + 8, RLENGTH - 11)
        rest = substr($0, RSTART + RLENGTH)
        printf "%s", substr($0, 1, RSTART - 1)
        end = ""
        while ((getline line < name) > 0) {
            printf "%s%s", end, line
            end = "\n"
        }
        close(name)
        $0 = rest
    }
    print
}
