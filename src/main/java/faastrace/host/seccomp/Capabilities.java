package faastrace.host.seccomp;

import faastrace.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads names of Linux capabilities. */
public final class Capabilities {
    private static final List<String> NAMES =
            List.of(("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE"
                            + " NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO"
                            + " SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME"
                            + " SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN"
                            + " SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE")
                    .split(" "));

    private Capabilities() {}

    /** The given capabilities, with the prefix {@code CAP_} as in profiles. Ignores the name {@code none}. */
    public static Set<String> of(Set<String> given) {
        Set<String> names = new TreeSet<>();
        for (String word : given) {
            String name = word.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
            if (!NAMES.contains(name) && !name.equals("NONE")) {
                throw new Problem(word, "is not a capability", "write it like CAP_SYS_CHROOT, or none");
            }
            if (!name.equals("NONE")) {
                names.add("CAP_" + name);
            }
        }
        return names;
    }

    static Set<String> all() {
        Set<String> names = new TreeSet<>();
        NAMES.forEach(name -> names.add("CAP_" + name));
        return names;
    }
}
