#!/bin/sh
# A program of the user's own, with its symbols.
read -r millions
./burn "$millions"
