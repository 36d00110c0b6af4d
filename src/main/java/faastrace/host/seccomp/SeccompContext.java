package faastrace.host.seccomp;

import java.util.Set;
import java.util.TreeSet;

/** What the conditions of an engine's rules are about: the processor, the container's capabilities, the kernel. */
public record SeccompContext(Architecture architecture, Set<String> capabilities, KernelVersion kernel) {
    /** What Docker and containerd give a container that asks for nothing. */
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

    /** Older ones than any in use would need to be asked for. */
    private static final KernelVersion RECENT = new KernelVersion(5, 10);

    /** A usual container, on a kernel of these years. */
    public static SeccompContext usual(Architecture architecture) {
        return new SeccompContext(architecture, USUAL, RECENT);
    }

    /** The same with other capabilities. */
    public SeccompContext with(Set<String> others) {
        return new SeccompContext(architecture, others, kernel);
    }

    /** The same with one capability more. */
    SeccompContext plus(String capability) {
        Set<String> more = new TreeSet<>(capabilities);
        more.add(capability);
        return with(more);
    }
}
