// Package machine stands in for what containerd asks its machine.
package machine

// GOARCH is the architecture.
var GOARCH string

// Major and Minor are the kernel's version.
var Major, Minor uint64
