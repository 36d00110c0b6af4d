#!/bin/sh
# Runs the user's own program, which has symbols.
read -r millions
./burn "$millions"
