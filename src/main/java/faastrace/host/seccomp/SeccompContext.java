package faastrace.host.seccomp;

import java.util.Set;
import java.util.TreeSet;

/** The facts on which the conditions of an engine's rules depend: architecture, capabilities and kernel version. */
public record SeccompContext(Architecture architecture, Set<String> capabilities, KernelVersion kernel) {
    /** The capabilities that Docker and containerd give a container by default. */
    public static final Set<String> USUAL = Set.of(
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FSETID",
            "CAP_FOWNER",
            "CAP_MKNOD",
            "CAP_NET_RAW",
            "CAP_SETGID",
            "CAP_SETUID",
            "CAP_SETFCAP",
            "CAP_SETPCAP",
            "CAP_NET_BIND_SERVICE",
            "CAP_SYS_CHROOT",
            "CAP_KILL",
            "CAP_AUDIT_WRITE");

    /** The assumed kernel version. The newest version that the engines' own rules require is 4.8. */
    private static final KernelVersion RECENT = new KernelVersion(5, 10);

    /** A container with default capabilities on a recent kernel. */
    public static SeccompContext usual(Architecture architecture) {
        return new SeccompContext(architecture, USUAL, RECENT);
    }

    /** A copy with other capabilities. */
    public SeccompContext with(Set<String> others) {
        return new SeccompContext(architecture, others, kernel);
    }

    /** A copy with one more capability. */
    SeccompContext plus(String capability) {
        Set<String> more = new TreeSet<>(capabilities);
        more.add(capability);
        return with(more);
    }
}
