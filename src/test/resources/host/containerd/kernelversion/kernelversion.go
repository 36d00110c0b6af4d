// Package kernelversion replaces containerd's package of the same name, which reads the version of the running kernel.
package kernelversion

import "faastrace.invalid/containerd/machine"

// KernelVersion is a version of the kernel.
type KernelVersion struct{ Kernel, Major uint64 }

// GreaterEqualThan reports whether the kernel's version is at least other.
func GreaterEqualThan(other KernelVersion) (bool, error) {
	if machine.Major != other.Kernel {
		return machine.Major > other.Kernel, nil
	}
	return machine.Minor >= other.Major, nil
}
