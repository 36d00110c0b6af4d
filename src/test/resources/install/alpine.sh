  add "apk add --no-cache" perf curl sudo
