// Package kernelversion stands in for containerd's own, which asks the running kernel.
package kernelversion

import "faastrace.invalid/containerd/machine"

// KernelVersion is a version of the kernel.
type KernelVersion struct{ Kernel, Major uint64 }

// GreaterEqualThan says whether the kernel is at least that one.
func GreaterEqualThan(other KernelVersion) (bool, error) {
	if machine.Major != other.Kernel {
		return machine.Major > other.Kernel, nil
	}
	return machine.Minor >= other.Major, nil
}
