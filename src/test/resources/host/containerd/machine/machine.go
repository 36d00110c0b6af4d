// Package machine provides the machine's properties that containerd asks for.
package machine

// GOARCH is the machine's architecture.
var GOARCH string

// Major and Minor are the kernel's version.
var Major, Minor uint64
