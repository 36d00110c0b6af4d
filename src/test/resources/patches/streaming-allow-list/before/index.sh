#!/bin/bash
exec bash function/handler.sh
