//go:build !linux
// +build !linux

package http

import "net"

// Only Linux has perf, so programs for other systems are built without the hook.

type faasInvocation struct{}

func faasServing(net.Listener) {}

func faasBegin(ResponseWriter, *Request) *faasInvocation { return nil }

func (*faasInvocation) end() {}
