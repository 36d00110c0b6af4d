// Package machine provides the properties of the machine that containerd's code uses.
package machine

// GOARCH is the machine's architecture.
var GOARCH string

// Major and Minor are the kernel's version.
var Major, Minor uint64
