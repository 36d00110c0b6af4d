# The hook in the JVM, and names for Java's own frames. Sourced by the agent before the function starts.
# The options go into the command that the watchdog starts, whoever set it. Where something else starts the JVM, they go into
# a variable, which the JVM announces with a line on stderr. It refuses to start with what it doesn't know, so it is asked first; `sh java.sh settle JAVA` asks at image
# build and keeps the answer beside this file.

java_options() { # JAVA
    # Only from version 9 on does it know --version, and can it tell its methods.
    if "$1" "$java_hook" -XX:+PreserveFramePointer --version >/dev/null 2>&1; then
        echo "$java_hook -XX:+PreserveFramePointer"
    elif "$1" "$java_hook" -version >/dev/null 2>&1; then
        echo "$java_hook"
    fi
}

java_answer() { # JAVA: what was found when the image was built, else now
    if [ -r "$java_home/java.options" ]; then
        { read -r java_asked && read -r java_answer; } <"$java_home/java.options"
        [ "$java_asked" != "$1" ] || { echo "$java_answer" && return; }
    fi
    java_options "$1"
}

java_command() { # VARIABLE
    java_line=
    eval "java_line=\${$1-}"
    java=${java_line%%[ 	]*}
    case $java in java | */java) ;; *) return 0 ;; esac
    java_added=$(java_answer "$java")
    [ -z "$java_added" ] || export "$1=$java $java_added${java_line#"$java"}"
}

java_launched() { # the JVM that a script or another launcher will find
    java_added=$(java_answer java)
    [ -z "$java_added" ] || export JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS:+$JAVA_TOOL_OPTIONS }$java_added"
}

if [ "${1-}" = settle ] && [ "${0##*/}" = java.sh ]; then
    java_home=${0%/*}
    java_hook=-javaagent:${java_home%/*}/java/faas-trace.jar
    { echo "$2"; java_options "$2"; } >"$java_home/java.options"
    exit
fi

java_home=${fragment%/*}
java_hook=-javaagent:${java_home%/*}/java/faas-trace.jar
java_added=
if [ -z "${by_fork-}" ] && [ -r "${java_hook#*:}" ]; then
    java_command fprocess
    java_command function_process
    [ -n "$java_added" ] || java_launched
fi
case $java_added in
'') echo "faas-trace: not tracing: the hook can't be put into the JVM: there is no java in PATH that takes it" >&2 ;;
*Preserve*) [ -w /tmp ] || note "native frames only: Java's own need a writable /tmp" ;;
*) note "native frames only: Java's own need Java 9 or newer" ;;
esac
