package faastrace.host.seccomp;

import faastrace.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A processor architecture.
 *
 * @param name the name that engines and manifests use
 * @param seccomp the name that libseccomp uses
 */
public record Architecture(String name, String seccomp) {
    private static final Map<String, Architecture> KNOWN = new LinkedHashMap<>();

    static {
        know("amd64", "X86_64");
        know("arm64", "AARCH64");
        know("386", "X86");
        know("arm", "ARM");
        know("ppc64le", "PPC64LE");
        know("riscv64", "RISCV64");
        know("s390x", "S390X");
        know("loong64", "LOONGARCH64");
    }

    private static void know(String name, String seccomp) {
        KNOWN.put(name, new Architecture(name, "SCMP_ARCH_" + seccomp));
    }

    /** The names that engines and manifests use. */
    public static Set<String> names() {
        return KNOWN.keySet();
    }

    /** The architecture with the given name. */
    public static Architecture named(String name) {
        Architecture known = KNOWN.get(name);
        if (known == null) {
            throw new Problem(name, "is not a known architecture", "use one of " + String.join(", ", KNOWN.keySet()));
        }
        return known;
    }

    /** The name by which rules refer to this architecture. */
    String inRules() {
        return switch (name) {
            case "386" -> "x86";
            case "loong64" -> "loongarch64";
            default -> name;
        };
    }

    /**
     * The name that {@code uname -m} prints. If the script in the manifests translates this name to {@code name},
     * returns {@code name} instead.
     */
    public String machine() {
        return switch (name) {
            case "386" -> "i686";
            case "arm" -> "armv7l";
            case "loong64" -> "loongarch64";
            default -> name;
        };
    }

    /** The architecture of this machine. */
    public static Architecture ofThisMachine() {
        String name = System.getProperty("os.arch");
        return named(
                switch (name) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    case "x86", "i386", "i686" -> "386";
                    default -> name;
                });
    }
}
