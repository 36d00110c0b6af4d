#!/bin/sh
set -e
exec java -XX:MaxRAMPercentage=75 -jar app.jar
