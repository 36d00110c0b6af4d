# Puts the hook into the JVM, and gives names to Java frames. Sourced by the agent before the function starts.
# The options are added to the command that the watchdog starts, wherever it was set. If something else starts the JVM, they
# go into JAVA_TOOL_OPTIONS, which makes the JVM print a line on stderr. A JVM refuses to start with options that it doesn't
# know, so they are tried first. `sh java.sh settle JAVA` tries them when the image is built, and stores the result next to
# this file.

java_options() { # JAVA
    # Only Java 9 and newer know --version and can list their compiled methods.
    if "$1" "$java_hook" -XX:+PreserveFramePointer --version >/dev/null 2>&1; then
        echo "$java_hook -XX:+PreserveFramePointer"
    elif "$1" "$java_hook" -version >/dev/null 2>&1; then
        echo "$java_hook"
    fi
}

java_answer() { # JAVA: prints the options found when the image was built, otherwise those found now
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

java_launched() { # for a JVM that a script or another launcher starts
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
'') echo "faas-trace: not tracing: the hook can't be put into the JVM: no java in PATH accepts it" >&2 ;;
*Preserve*) [ -w /tmp ] || note "native frames only: names of Java methods need a writable /tmp" ;;
*) note "native frames only: names of Java methods need Java 9 or newer" ;;
esac
