#!/bin/sh
# Runs a program of the user's that has symbols.
read -r millions
./burn "$millions"
