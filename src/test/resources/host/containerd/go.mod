module faastrace.invalid/containerd

go 1.19

require (
	github.com/opencontainers/runtime-spec v1.3.0
	golang.org/x/sys v0.30.0
)
