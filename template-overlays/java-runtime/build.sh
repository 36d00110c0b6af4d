#!/bin/sh
# Builds the hook's jar from the sources next to this file, with the JDK that builds the function.
# This script never makes a build fail: without the jar, the function runs untraced.
cd "${0%/*}" || exit 0
mkdir -p out classes
[ -z "${JAVA_HOME-}" ] || PATH=$JAVA_HOME/bin:$PATH
# For Java 8 and newer if the compiler supports that, otherwise for the version of this JDK.
{
    javac -Xlint:-options -proc:none --release 8 -d classes ./*.java 2>/dev/null ||
        javac -proc:none -d classes ./*.java
} && echo 'Premain-Class: faastrace.hook.Premain' >manifest && jar cfm out/faas-trace.jar manifest -C classes . ||
    echo "faas-trace: WARNING: the hook could not be built; this function runs untraced" >&2
rm -rf classes manifest
exit 0
